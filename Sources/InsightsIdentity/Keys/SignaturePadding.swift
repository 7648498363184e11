private import COpenSSL

/// The padding of an RSA signature with SHA-256.
package enum SignaturePadding: Sendable {
    /// RSASSA-PKCS1-v1_5, used by RS256 (RFC 7518 §3.3).
    case pkcs1
    /// RSASSA-PSS with a salt of the digest's length, used by PS256 (RFC 7518 §3.5).
    case pss

    // OpenSSL looks an algorithm up at each use unless it was fetched; it never changes afterwards.
    nonisolated(unsafe) static let digest = EVP_MD_fetch(nil, "SHA256", nil)

    /// Configures an OpenSSL context with the padding; returns whether that succeeded.
    func apply(to parameters: OpaquePointer?) -> Bool {
        switch self {
        case .pkcs1: EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PADDING) == 1
        case .pss:
            EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) == 1
                && EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, 32) == 1
        }
    }

    /// Returns whether a key made a signature of a text.
    func verifies(_ signature: [UInt8], of text: [UInt8], key: OpaquePointer) -> Bool {
        let context = EVP_MD_CTX_new()
        defer {
            EVP_MD_CTX_free(context)
            ERR_clear_error()
        }
        var parameters: OpaquePointer?
        return EVP_DigestVerifyInit(context, &parameters, Self.digest, nil, key) == 1 && apply(to: parameters)
            && EVP_DigestVerify(context, signature, signature.count, text, text.count) == 1
    }
}
