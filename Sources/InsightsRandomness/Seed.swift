private import COpenSSL

/// Derives all randomness from one number, so that the same seed gives the same bytes on every run.
package enum Seed {
    /// Returns 32 bytes for one purpose.
    ///
    /// The digest separates purposes: the output of one reveals nothing about another.
    package static func bytes(_ seed: UInt64, _ purpose: String) -> [UInt8] {
        Digest.sha256(Array("insights-simulator/\(seed)/\(purpose)".utf8))
    }

    /// Returns a random number from the system.
    package static func random() -> UInt64 {
        var bytes = [UInt8](repeating: 0, count: 8)
        precondition(RAND_bytes(&bytes, 8) == 1, "no random bytes")
        return bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
