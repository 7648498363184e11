import InsightsAPI
import InsightsHTTP
private import Synchronization

/// A client for shared servers that prefixes the names it creates and does not change other resources.
final class IsolatingClient: ContractClient {
    private let calls: Mutex<any ContractClient>
    private let prefix: Mutex<RunPrefix>
    private let createdResources = Mutex(CreatedResources())

    init(_ subject: any ContractClient, prefix: RunPrefix) {
        calls = Mutex(subject)
        self.prefix = Mutex(prefix)
    }

    /// The client that makes the calls.
    private var subject: any ContractClient { calls.withLock { $0 } }

    func offers(_ operation: Operation) -> Bool { subject.offers(operation) }

    func sent(_ call: ContractCall) -> ContractCall { prefix.withLock { $0.marked(call) } }

    func perform(_ call: ContractCall) async throws(SubjectError) -> ContractResponse {
        if createdResources.withLock({ $0.unowned(in: call) }) != nil {
            let reason = "it would change what this run has not made"
            throw SubjectError(reason, kind: .target(.unsupported(reason)))
        }
        var outcome: ContractResponse
        do throws(SubjectError) {
            outcome = try await subject.perform(sent(call))
        } catch {
            // The service may have processed the call anyway.
            if error.kind == .noResponse { createdResources.withLock { $0.noteLoss(of: call) } }
            throw error
        }
        createdResources.withLock { $0.note(outcome, of: call) }
        let body = outcome.body
        outcome.body = prefix.withLock { $0.unmarked(body) }
        return outcome
    }

    func timeHasPassed() async { await subject.timeHasPassed() }

    /// Returns the resources that the run created and did not delete, and forgets them.
    ///
    /// It first searches by name prefix for resources that calls without a response may have created.
    ///
    /// - Returns: the resources, and the collections that could not be searched.
    func takeLeftovers(
        by credentials: [PartnerProgram: Credentials]
    ) async -> (entries: [CreatedResources.Entry], unseen: [CreatedResources.Entry.Place]) {
        var unseen: [CreatedResources.Entry.Place] = []
        for place in createdResources.withLock({ $0.takeLost() }) {
            let outcome = try? await subject.perform(place.listing(by: credentials[place.program]))
            guard let outcome, outcome.status == 404 || (200..<300).contains(outcome.status) else {
                unseen.append(place)
                continue
            }
            let found = prefix.withLock { place.entries(in: outcome.body, marked: $0) }
            createdResources.withLock { $0.track(found) }
        }
        return (createdResources.withLock { $0.takeEntries() }, unseen)
    }
}

extension IsolatingClient: TransportClient {
    /// Changes the transports of this client, which must know everything that it created.
    func over(_ change: @escaping @Sendable (any HTTPTransport) -> any HTTPTransport) -> any ContractClient {
        if let client = subject as? any TransportClient { calls.withLock { $0 = client.over(change) } }
        return self
    }

    func usualToken(_ credentials: Credentials, program: PartnerProgram) async -> String? {
        await (subject as? any TransportClient)?.usualToken(credentials, program: program)
    }
}
