package import InsightsAPI
private import Synchronization

/// Builds a digest of the calls that a runner reports; safe to call from several threads.
package final class DigestRecorder: Sendable {
    private let recorded: Mutex<ShapeDigest>

    /// Creates a recorder for the cases of an edition.
    package init(edition: Edition) {
        recorded = Mutex(ShapeDigest(edition: edition))
    }

    /// An observer to pass to a runner; it adds each call to the digest.
    package var observer: ContractRunner.Observer {
        { [self] item, call, outcome in recorded.withLock { $0.add(item, call, outcome) } }
    }

    /// A copy of the digest so far.
    package var digest: ShapeDigest { recorded.withLock { $0 } }
}
