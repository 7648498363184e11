import InsightsAPI
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
        var outcome: ContractOutcome
        do throws(SubjectError) {
            outcome = try await subject.perform(sent(call))
        } catch {
            // The service may have done it all the same.
            if error.kind == .noAnswer { ledger.withLock { $0.noteLoss(of: call) } }
            throw error
        }
        ledger.withLock { $0.note(outcome, of: call) }
        let body = outcome.body
        outcome.body = mark.withLock { $0.unmarked(body) }
        return outcome
    }

    func timeHasPassed() async { await subject.timeHasPassed() }

    /// What the run made and has not deleted; it is forgotten here.
    ///
    /// What a call may have made whose answer was lost is looked for by the mark first.
    ///
    /// - Returns: the entries, and where it could not be looked.
    func takeLeftovers(
        by credentials: [Program: Credentials]
    ) async -> (entries: [RunLedger.Entry], unseen: [RunLedger.Entry.Place]) {
        var unseen: [RunLedger.Entry.Place] = []
        for place in ledger.withLock({ $0.takeLost() }) {
            let outcome = try? await subject.perform(place.listing(by: credentials[place.program]))
            guard let outcome, outcome.status == 404 || (200..<300).contains(outcome.status) else {
                unseen.append(place)
                continue
            }
            let found = mark.withLock { place.entries(in: outcome.body, marked: $0) }
            ledger.withLock { $0.adopt(found) }
        }
        return (ledger.withLock { $0.takeEntries() }, unseen)
    }
}
