import InsightsIdentity
import InsightsQuery
import InsightsTime
private import Synchronization

/// The parts of a tenant's state that threads read without its lock.
final class PublishedState: Sendable {
    private let seconds = Atomic(0)
    private let generation = Atomic(0)

    /// The last instant that was read from the clock.
    var instant: Timestamp { Timestamp(secondsSinceEpoch: seconds.load(ordering: .relaxed)) }

    /// The generation of the signing key.
    var signingGeneration: Int { generation.load(ordering: .acquiring) }

    /// Publishes a state; the caller holds the lock.
    func publish(_ state: borrowing TenantRuntime.State) {
        seconds.store(state.clock.instant.secondsSinceEpoch, ordering: .relaxed)
        generation.store(state.identity.signingGeneration, ordering: .releasing)
    }
}
