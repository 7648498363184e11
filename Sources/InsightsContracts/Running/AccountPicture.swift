import InsightsAPI
import InsightsJSON

/// What an account holds at one moment: its stored queries, its reports and their executions, as lists show them.
///
/// Most looks find what the look before found, so a list is compared as it was sent, and read only if it differs.
struct AccountPicture: Sendable {
    /// The lists of an account.
    enum Kind: String, CaseIterable {
        case queries
        case reports
        case executions

        /// The name of the identifier in a record.
        var identifier: String {
            switch self {
            case .queries: "queryId"
            case .reports: "reportId"
            case .executions: "executionId"
            }
        }
    }

    /// One record of a list.
    struct Place: Hashable {
        let kind: Kind
        let id: String
    }

    /// A list as it was sent.
    private struct List: Sendable {
        let body: [UInt8]

        /// The records by place; nil if the list cannot be seen whole, because it has pages or is none.
        func records(_ kind: Kind) -> [Place: JSONValue]? {
            guard let body = try? JSONParser.parse(body), body["nextLink"]?.isNull ?? true,
                let value = body["value"]?.array
            else { return nil }
            var records: [Place: JSONValue] = [:]
            for record in value {
                guard let id = record[kind.identifier]?.string else { return nil }
                records[Place(kind: kind, id: id)] = record
            }
            return records
        }
    }

    /// The lists by kind; nil for one without records, which may be answered with an error.
    private var lists: [Kind: List] = [:]
    /// The identifiers of the reports, as the list of executions takes them.
    private var reports = ""

    /// Looks at an account; returns nil if it cannot be seen: without the right, or with another kind of answer.
    ///
    /// What an `earlier` look has read is not read again.
    init?(
        of credentials: Credentials, in program: PartnerProgram, version: ServiceVersion, by client: HTTPContractClient,
        after earlier: AccountPicture?
    ) async {
        func see(_ kind: Kind, _ operation: Operation, _ arguments: JSONObject) async -> Bool {
            let call = ContractCall(
                operation, arguments: arguments, program: program, version: version, credentials: credentials)
            guard let answer = try? await client.exchange(call) else { return false }
            // An account without records may answer so.
            guard answer.status != 404 else { return true }
            guard answer.status == 200 else { return false }
            lists[kind] = List(body: answer.body)
            return true
        }
        guard await see(.queries, .listQueries, ["includeSystemQueries": .string("false")]),
            await see(.reports, .listReports, [:])
        else { return nil }
        if let earlier, earlier.lists[.reports]?.body == lists[.reports]?.body {
            reports = earlier.reports
        } else {
            guard let known = records(.reports) else { return nil }
            reports = known.keys.map(\.id).sorted().joined(separator: ";")
        }
        guard !reports.isEmpty else { return }
        guard
            await see(
                .executions, .executions,
                [
                    "reportId": .string(reports), "getLatestExecution": .string("false"),
                    "executionStatus": .string(Self.everyState),
                ])
        else { return nil }
    }

    private static let everyState = ExecutionStatus.allCases.map(\.rawValue).joined(separator: ";")

    /// Returns the records of a list; nil if it cannot be seen whole.
    func records(_ kind: Kind) -> [Place: JSONValue]? {
        guard let list = lists[kind] else { return [:] }
        return list.records(kind)
    }

    /// A record that differs between two pictures.
    struct Change {
        let place: Place
        let before: JSONValue?
        let after: JSONValue?
    }

    /// Returns the first record, in order, that another picture shows otherwise, and that a write may not change.
    func change(to later: AccountPicture, where mayChange: (Place, JSONValue) -> Bool) -> Change? {
        for kind in Kind.allCases.sorted(by: { $0.rawValue < $1.rawValue })
        where lists[kind]?.body != later.lists[kind]?.body {
            guard let earlier = records(kind), let later = later.records(kind) else { continue }
            let changes = Set(earlier.keys).union(later.keys).sorted { $0.id < $1.id }.lazy.map {
                Change(place: $0, before: earlier[$0], after: later[$0])
            }
            let first = changes.first { change in
                if let before = change.before, let after = change.after, before.isSame(as: after) { return false }
                return (change.after ?? change.before).map { !mayChange(change.place, $0) } ?? false
            }
            if let first { return first }
        }
        return nil
    }
}
