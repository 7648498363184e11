import InsightsAPI
import InsightsJSON

/// What an account holds at one moment: its stored queries, its reports and their executions, as lists show them.
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

    /// The records by place.
    private(set) var records: [Place: JSONValue] = [:]

    /// Looks at an account; returns nil if it cannot be seen whole: without the right, or page by page.
    init?(
        of credentials: Credentials, in program: PartnerProgram, version: ServiceVersion, by client: any ContractClient
    ) async {
        func list(_ kind: Kind, _ operation: Operation, _ arguments: JSONObject) async -> Bool {
            let call = ContractCall(
                operation, arguments: arguments, program: program, version: version, credentials: credentials)
            guard let outcome = try? await client.perform(call) else { return false }
            // An account without records may answer so.
            guard outcome.status != 404, outcome.body["value"] != .array([]) else { return true }
            guard outcome.status == 200, let value = outcome.body["value"]?.array,
                outcome.body["nextLink"]?.isNull ?? true
            else { return false }
            for record in value {
                guard let id = record[kind.identifier]?.string else { return false }
                records[Place(kind: kind, id: id)] = record
            }
            return true
        }
        guard await list(.queries, .listQueries, ["includeSystemQueries": .string("false")]),
            await list(.reports, .listReports, [:])
        else { return nil }
        let reports = records.keys.filter { $0.kind == .reports }.map(\.id).sorted()
        guard !reports.isEmpty else { return }
        let states = ExecutionStatus.allCases.map(\.rawValue).joined(separator: ";")
        guard
            await list(
                .executions, .executions,
                [
                    "reportId": .string(reports.joined(separator: ";")), "getLatestExecution": .string("false"),
                    "executionStatus": .string(states),
                ])
        else { return nil }
    }

    /// Returns the first record, in order, that another picture shows otherwise, and that a write may not change.
    func change(to later: AccountPicture, where mayChange: (Place, JSONValue) -> Bool) -> Place? {
        Set(records.keys).union(later.records.keys).filter { place in
            let (before, after) = (records[place], later.records[place])
            if let before, let after, before.isSame(as: after) { return false }
            return (after ?? before).map { !mayChange(place, $0) } ?? false
        }.min { ($0.kind.rawValue, $0.id) < ($1.kind.rawValue, $1.id) }
    }
}
