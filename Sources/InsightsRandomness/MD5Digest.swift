private import COpenSSL

/// An MD5 digest over content that arrives in pieces, as `Content-MD5` has it.
///
/// It protects nothing.
package struct MD5Digest: ~Copyable {
    private let context: OpaquePointer?

    /// Starts a digest; its result is nil where OpenSSL offers no MD5.
    package init() {
        guard let created = EVP_MD_CTX_new() else {
            context = nil
            return
        }
        if EVP_DigestInit_ex(created, EVP_md5(), nil) == 1 {
            context = created
        } else {
            EVP_MD_CTX_free(created)
            context = nil
        }
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Adds a piece of the content.
    package func update(_ piece: [UInt8]) {
        guard let context else { return }
        EVP_DigestUpdate(context, piece, piece.count)
    }

    /// Returns the digest of all pieces; nil where OpenSSL offers no MD5.
    ///
    /// It must be the last call.
    package func finish() -> [UInt8]? {
        guard let context else { return nil }
        var result = [UInt8](repeating: 0, count: 16)
        return EVP_DigestFinal_ex(context, &result, nil) == 1 ? result : nil
    }

    /// Returns the digest of bytes.
    package static func of(_ bytes: [UInt8]) -> [UInt8]? {
        let digest = MD5Digest()
        digest.update(bytes)
        return digest.finish()
    }
}
