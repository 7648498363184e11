import InsightsAPI
private import Synchronization

/// The bodies of metadata documents that were sent lately.
///
/// A body follows from its key alone: a change of the configured addresses or of the issuer leads to another key. Whether
/// the tenant exists is decided at each request, before the memory is asked.
final class MetadataMemory: Sendable {
    /// Everything that affects a body.
    struct Key: Hashable, Sendable {
        /// The tenant's name in URLs.
        let name: String
        let version: TokenVersion
        /// What the URLs begin with.
        let base: String
        let issuer: TokenSettings.Issuer
        /// The number of changes of the configured addresses so far, which affect the simulator's own issuer.
        let addressChanges: Int
    }

    /// The maximum number of bodies in each of two generations.
    static let generationLimit = 512

    private let bodies = Mutex(GenerationalCache<Key, [UInt8]>(limit: generationLimit))

    /// Returns the body of a key; `make` makes it if it is not remembered.
    func body(for key: Key, make: () -> [UInt8]) -> [UInt8] {
        if let known = bodies.withLock({ $0.value(for: key) }) { return known }
        let made = make()
        bodies.withLock { $0.insert(made, for: key) }
        return made
    }
}
