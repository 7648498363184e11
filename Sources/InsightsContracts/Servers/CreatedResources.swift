import InsightsAPI
import InsightsHTTP
import InsightsJSON

/// The resources that a run created at a server, and the ones it saw there but did not create.
struct CreatedResources {
    /// A resource that the run created and has not deleted yet.
    struct Entry: Sendable, Equatable {
        enum Kind: Sendable {
            case query
            case report
        }

        /// A collection that lists resources of one kind.
        struct Place: Hashable {
            let kind: Kind
            let program: PartnerProgram
        }

        let kind: Kind
        let id: String
        let program: PartnerProgram
    }

    /// The resources to delete, oldest first.
    private(set) var entries: [Entry] = []
    /// The collections to search for resources that calls without a usable response may have created.
    private(set) var lost: [Entry.Place] = []
    private var own: Set<String> = []
    private var foreign: Set<String> = []

    /// Returns the identifier of a resource that a call would change but the run did not create; nil if there is none.
    func unowned(in call: ContractCall) -> String? {
        guard call.operation.writes(call.arguments) else { return nil }
        if call.operation == .other {
            let path = call.address.lowercased()
            return foreign.first { path.contains($0) }
        }
        guard let key = call.operation.identifier, let id = call.arguments[key]?.string?.lowercased() else {
            return nil
        }
        return foreign.first { id.contains($0) }
    }

    /// Records the resources that a response shows, creates or deletes.
    mutating func note(_ outcome: ContractResponse, of call: ContractCall) {
        let isDone = (200..<300).contains(outcome.status)
        if outcome.status >= 500 { noteLoss(of: call) }
        if call.method == .delete {
            let address = call.address.lowercased()
            if isDone { entries.removeAll { address.contains($0.id) } }
            return
        }
        let isCreation = isDone && call.method == .post && call.isForService
        for record in outcome.body["value"]?.array ?? [] {
            let report = record["reportId"]?.string?.lowercased()
            let query = record["queryId"]?.string?.lowercased()
            if isCreation, let (kind, id) = report.map({ (Entry.Kind.report, $0) }) ?? query.map({ (.query, $0) }) {
                own.insert(id)
                foreign.remove(id)
                entries.append(Entry(kind: kind, id: id, program: call.program))
            }
            for id in [report, query].compactMap({ $0 }) where !own.contains(id) { foreign.insert(id) }
        }
    }

    /// Records that a call has no response that shows what it created.
    mutating func noteLoss(of call: ContractCall) {
        guard call.method == .post, call.isForService else { return }
        let path = call.address.lowercased()
        let kind: Entry.Kind? =
            path.contains("scheduledqueries") ? .query : path.contains("scheduledreport") ? .report : nil
        guard let kind else { return }
        let place = Entry.Place(kind: kind, program: call.program)
        if !lost.contains(place) { lost.append(place) }
    }

    /// Records the resources that such calls turned out to have created.
    mutating func track(_ found: [Entry]) {
        for entry in found where !entries.contains(entry) {
            own.insert(entry.id)
            foreign.remove(entry.id)
            entries.append(entry)
        }
    }

    /// Returns the collections to search and forgets them.
    mutating func takeLost() -> [Entry.Place] {
        defer { lost = [] }
        return lost
    }

    /// Returns the resources to delete and forgets them.
    mutating func takeEntries() -> [Entry] {
        defer { entries = [] }
        return entries
    }
}

extension CreatedResources.Entry.Place {
    /// Returns the call that lists the collection.
    func listing(by credentials: Credentials?) -> ContractCall {
        ContractCall(kind == .query ? .listQueries : .listReports, program: program, credentials: credentials)
    }

    /// Returns the resources in a response to that call whose names have a prefix.
    func entries(in body: JSONValue, marked prefix: RunPrefix) -> [CreatedResources.Entry] {
        let (name, id) = kind == .query ? ("name", "queryId") : ("reportName", "reportId")
        return (body["value"]?.array ?? []).compactMap { record in
            guard let id = record[id]?.string, record[name]?.string.map(prefix.isOn) == true else { return nil }
            return CreatedResources.Entry(kind: kind, id: id.lowercased(), program: program)
        }
    }
}

extension CreatedResources.Entry {
    /// Returns the call that deletes the resource.
    func deletion(by credentials: Credentials?) -> ContractCall {
        switch kind {
        case .query:
            ContractCall(
                .deleteQuery, arguments: ["queryId": .string(id)], program: program, credentials: credentials)
        case .report:
            ContractCall(
                .deleteReport, arguments: ["reportId": .string(id)], program: program, credentials: credentials)
        }
    }
}
