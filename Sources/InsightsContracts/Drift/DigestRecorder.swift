public import InsightsAPI
private import Synchronization

/// Makes a digest of the calls it hears of, from several threads.
public final class DigestRecorder: Sendable {
    private let recorded: Mutex<ShapeDigest>

    /// Creates a recorder for the cases of an edition.
    public init(edition: Edition) {
        recorded = Mutex(ShapeDigest(edition: edition))
    }

    /// What a runner is to tell of its calls.
    public var observer: ContractRunner.Observer {
        { [self] item, call, outcome in recorded.withLock { $0.add(item, call, outcome) } }
    }

    /// The digest so far.
    public var digest: ShapeDigest { recorded.withLock { $0 } }
}
