private import COpenSSL

/// A key for many HMAC-SHA256, which costs less than `Digest.hmac` for each (RFC 2104).
///
/// It belongs to one thread.
package final class HMACKey {
    private let context: OpaquePointer
    private let key: [UInt8]

    /// Prepares a key.
    package init(_ key: [UInt8]) {
        self.key = key
        let algorithm = EVP_MAC_fetch(nil, "HMAC", nil)
        defer { EVP_MAC_free(algorithm) }
        guard let algorithm, let context = EVP_MAC_CTX_new(algorithm) else {
            preconditionFailure("HMAC unavailable")
        }
        self.context = context
        // A parameter keeps the pointers to both texts, and a Swift text given to C lives for that one call only.
        var name = Array("digest".utf8CString)
        var value = Array("SHA256".utf8CString)
        let status = name.withUnsafeMutableBufferPointer { name in
            value.withUnsafeMutableBufferPointer { value in
                var parameters = [
                    OSSL_PARAM_construct_utf8_string(name.baseAddress, value.baseAddress, 0),
                    OSSL_PARAM_construct_end(),
                ]
                return EVP_MAC_init(context, key, key.count, &parameters)
            }
        }
        precondition(status == 1, "HMAC unavailable")
    }

    deinit { EVP_MAC_CTX_free(context) }

    /// Returns the HMAC-SHA256 of a message.
    package func hmac(_ message: [UInt8]) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: 32)
        var length = 0
        let status =
            EVP_MAC_init(context, key, key.count, nil) == 1
            && EVP_MAC_update(context, message, message.count) == 1
            && EVP_MAC_final(context, &result, &length, result.count) == 1
        precondition(status && length == 32, "HMAC unavailable")
        return result
    }
}
