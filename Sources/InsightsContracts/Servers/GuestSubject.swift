private import Synchronization

/// Behaves like a guest at a server that others use too: marks what it makes, leaves alone what others made.
final class GuestSubject: ContractSubject {
    private let subject: any ContractSubject
    private let mark: Mutex<RunMark>
    private let ledger = Mutex(RunLedger())

    init(_ subject: any ContractSubject, mark: RunMark) {
        self.subject = subject
        self.mark = Mutex(mark)
    }

    func offers(_ operation: ContractOperation) -> Bool { subject.offers(operation) }

    func sent(_ call: ContractCall) -> ContractCall { mark.withLock { $0.marked(call) } }

    func perform(_ call: ContractCall) async throws(SubjectError) -> ContractOutcome {
        if ledger.withLock({ $0.foreignID(in: call) }) != nil {
            let reason = "it would change what this run has not made"
            throw SubjectError(reason, kind: .target(.lacks(reason)))
        }
        var outcome = try await subject.perform(mark.withLock { $0.marked(call) })
        ledger.withLock { $0.note(outcome, of: call) }
        let body = outcome.body
        outcome.body = mark.withLock { $0.unmarked(body) }
        return outcome
    }

    func timeHasPassed() async { await subject.timeHasPassed() }

    /// What the run made and has not deleted; it is forgotten here.
    func takeLeftovers() -> [RunLedger.Entry] { ledger.withLock { $0.takeEntries() } }
}
