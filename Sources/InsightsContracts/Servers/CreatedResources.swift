import InsightsAPI
import InsightsHTTP
import InsightsJSON

/// What a run has made at a server, and what it has seen there that is not its own.
struct CreatedResources {
    /// Something the run has made and not yet deleted.
    struct Entry: Sendable, Equatable {
        enum Kind: Sendable {
            case query
            case report
        }

        /// Where things of a kind are listed.
        struct Place: Hashable {
            let kind: Kind
            let program: PartnerProgram
        }

        let kind: Kind
        let id: String
        let program: PartnerProgram
    }

    /// What is to be deleted, oldest first.
    private(set) var entries: [Entry] = []
    /// What may have been made by calls whose answers did not say so, and is to be looked for.
    private(set) var lost: [Entry.Place] = []
    private var own: Set<String> = []
    private var foreign: Set<String> = []

    /// The identifier of something that is not the run's and that a call would change; nil if it changes nothing such.
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

    /// Takes down what came of a call.
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

    /// Takes down that a call brought no answer that tells what it did.
    mutating func noteLoss(of call: ContractCall) {
        guard call.method == .post, call.isForService else { return }
        let path = call.address.lowercased()
        let kind: Entry.Kind? =
            path.contains("scheduledqueries") ? .query : path.contains("scheduledreport") ? .report : nil
        guard let kind else { return }
        let place = Entry.Place(kind: kind, program: call.program)
        if !lost.contains(place) { lost.append(place) }
    }

    /// Takes down what was found of such calls.
    mutating func adopt(_ found: [Entry]) {
        for entry in found where !entries.contains(entry) {
            own.insert(entry.id)
            foreign.remove(entry.id)
            entries.append(entry)
        }
    }

    /// Forgets what there was to look for.
    mutating func takeLost() -> [Entry.Place] {
        defer { lost = [] }
        return lost
    }

    /// Forgets what there was to delete.
    mutating func takeEntries() -> [Entry] {
        defer { entries = [] }
        return entries
    }
}

extension CreatedResources.Entry.Place {
    /// The call that lists what is there.
    func listing(by credentials: Credentials?) -> ContractCall {
        ContractCall(kind == .query ? .listQueries : .listReports, program: program, credentials: credentials)
    }

    /// What an answer to that call lists under names with a mark.
    func entries(in body: JSONValue, marked mark: RunPrefix) -> [CreatedResources.Entry] {
        let (name, id) = kind == .query ? ("name", "queryId") : ("reportName", "reportId")
        return (body["value"]?.array ?? []).compactMap { record in
            guard let id = record[id]?.string, record[name]?.string.map(mark.isOn) == true else { return nil }
            return CreatedResources.Entry(kind: kind, id: id.lowercased(), program: program)
        }
    }
}

extension CreatedResources.Entry {
    /// The call that deletes it.
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
