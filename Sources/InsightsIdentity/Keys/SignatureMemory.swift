import InsightsRandomness
private import Synchronization

/// The latest signatures of a key, by the digest of what was signed.
///
/// Nothing makes an entry wrong: a key and a text have one signature of RSASSA-PKCS1-v1_5 (RFC 8017 §8.2.1). Simulators
/// of one seed that are asked the same at the same simulated time sign the same text, as cases of contracts do.
final class SignatureMemory: Sendable {
    /// The maximum number of signatures in each of two generations.
    static let generationLimit = 512

    private struct Generations {
        var young: [[UInt8]: [UInt8]] = [:]
        var old: [[UInt8]: [UInt8]] = [:]

        mutating func insert(_ signature: [UInt8], of digest: [UInt8]) {
            if young.count >= SignatureMemory.generationLimit, young[digest] == nil {
                old = young
                young = [:]
            }
            young[digest] = signature
        }
    }

    private let generations = Mutex(Generations())

    /// The number of signatures that are remembered.
    var count: Int { generations.withLock { $0.young.count + $0.old.count } }

    /// Returns the signature of a text; `sign` makes it if it is not remembered.
    func signature(of text: [UInt8], sign: () -> [UInt8]) -> [UInt8] {
        let digest = Digest.sha256(text)
        let known = generations.withLock { generations in
            if let signature = generations.young[digest] { return signature as [UInt8]? }
            guard let signature = generations.old[digest] else { return nil }
            generations.insert(signature, of: digest)
            return signature
        }
        if let known { return known }
        // Signing is slow, and happens outside of the lock.
        let made = sign()
        generations.withLock { $0.insert(made, of: digest) }
        return made
    }
}
