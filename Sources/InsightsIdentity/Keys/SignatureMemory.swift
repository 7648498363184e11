import InsightsRandomness
private import Synchronization

/// The latest signatures of a key, by the digest of what was signed.
///
/// Nothing makes an entry wrong: a key and a text have one signature of RSASSA-PKCS1-v1_5 (RFC 8017 §8.2.1). Simulators
/// of one seed that are asked the same at the same simulated time sign the same text, as cases of contracts do.
final class SignatureMemory: Sendable {
    /// The maximum number of signatures in each of two generations.
    static let generationLimit = 512

    private let signatures = Mutex(GenerationalCache<[UInt8], [UInt8]>(limit: generationLimit))

    /// The number of signatures that are remembered.
    var count: Int { signatures.withLock { $0.count } }

    /// Returns the signature of a text; `sign` makes it if it is not remembered.
    func signature(of text: [UInt8], sign: () -> [UInt8]) -> [UInt8] {
        let digest = Digest.sha256(text)
        if let known = signatures.withLock({ $0.value(for: digest) }) { return known }
        // Signing is slow, and happens outside of the lock.
        let made = sign()
        signatures.withLock { $0.insert(made, for: digest) }
        return made
    }
}
