private import COpenSSL

/// Digests, keyed digests and constant-time comparisons, based on OpenSSL.
package enum Digest {
    // OpenSSL looks an algorithm up at each use, under locks, unless it was fetched. Neither changes afterwards.
    private nonisolated(unsafe) static let fetchedSHA256 = EVP_MD_fetch(nil, "SHA256", nil)
    private nonisolated(unsafe) static let fetchedSHA1 = EVP_MD_fetch(nil, "SHA1", nil)

    package static func sha256(_ bytes: some Collection<UInt8>) -> [UInt8] {
        digest(Array(bytes), fetchedSHA256, length: 32)
    }

    package static func sha1(_ bytes: some Collection<UInt8>) -> [UInt8] {
        digest(Array(bytes), fetchedSHA1, length: 20)
    }

    private static func digest(_ bytes: [UInt8], _ algorithm: OpaquePointer?, length: Int) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: length)
        let status = EVP_Digest(bytes, bytes.count, &result, nil, algorithm, nil)
        precondition(status == 1, "digest unavailable")
        return result
    }

    /// Returns the HMAC-SHA256 of a message (RFC 2104).
    package static func hmac(_ message: some Collection<UInt8>, key: [UInt8]) -> [UInt8] {
        let message = Array(message)
        var result = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 0
        let status = HMAC(fetchedSHA256, key, Int32(key.count), message, message.count, &result, &length)
        precondition(status != nil && length == 32, "HMAC unavailable")
        return result
    }

    /// Returns whether two texts are equal, in a time that does not reveal where they differ: it compares their
    /// digests.
    package static func equal(_ left: String, _ right: String) -> Bool {
        let a = sha256(left.utf8)
        let b = sha256(right.utf8)
        return CRYPTO_memcmp(a, b, a.count) == 0
    }
}
