import InsightsAPI
import InsightsHTTP
import InsightsJSON

/// What a run has made at a server, and what it has seen there that is not its own.
struct RunLedger {
    /// Something the run has made and not yet deleted.
    struct Entry: Sendable, Equatable {
        enum Kind: Sendable {
            case query
            case report
        }

        let kind: Kind
        let id: String
        let program: Program
    }

    /// What is to be deleted, oldest first.
    private(set) var entries: [Entry] = []
    private var own: Set<String> = []
    private var foreign: Set<String> = []

    /// The identifier of something that is not the run's and that a call would change; nil if it changes nothing such.
    func foreignID(in call: ContractCall) -> String? {
        guard call.operation.writes(call.arguments) else { return nil }
        if call.operation == .request {
            let path = call.address.lowercased()
            return foreign.first { path.contains($0) }
        }
        guard let key = call.operation.shape?.pathArgument, let id = call.arguments[key]?.string?.lowercased() else {
            return nil
        }
        return foreign.first { id.contains($0) }
    }

    /// Takes down what came of a call.
    mutating func note(_ outcome: ContractOutcome, of call: ContractCall) {
        let isDone = (200..<300).contains(outcome.status)
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

    /// Forgets what there was to delete.
    mutating func takeEntries() -> [Entry] {
        defer { entries = [] }
        return entries
    }
}

extension RunLedger.Entry {
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
