import InsightsIdentity
private import Synchronization

/// The signatures of the links that were followed lately, by what they are of.
///
/// A key has one signature of a text, so nothing makes an entry wrong. Whether the execution exists, and its link has
/// not expired, is decided at each request. Only right signatures are kept, so that guesses do not displace them.
final class LinkMemory: Sendable {
    /// The maximum number of signatures in each of two generations.
    static let generationLimit = 1024

    private let signatures = Mutex(GenerationalCache<[UInt8], String>(limit: generationLimit))

    /// Returns the signature of a text; nil if it is not remembered.
    func signature(of text: [UInt8]) -> String? {
        signatures.withLock { $0.value(for: text) }
    }

    /// Remembers the signature of a text.
    func insert(_ signature: String, of text: [UInt8]) {
        signatures.withLock { $0.insert(signature, for: text) }
    }
}
