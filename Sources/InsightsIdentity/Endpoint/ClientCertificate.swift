private import COpenSSL
import InsightsHTTP
import InsightsRandomness

/// The certificate of a client, whose key signs assertions.
struct ClientCertificate {
    private let der: [UInt8]

    init(_ der: [UInt8]) {
        self.der = der
    }

    /// Returns whether a thumbprint is that of this certificate: base64url of SHA-1 or SHA-256, with or without
    /// padding.
    ///
    /// Two client libraries pad it, contrary to RFC 7515 §4.1.7.
    func has(thumbprint: String, sha256: Bool) -> Bool {
        let digest = sha256 ? Digest.sha256(der) : Digest.sha1(der)
        return Digest.equal(Base64URL.encode(digest), String(thumbprint.prefix { $0 != "=" }))
    }

    /// Returns whether the certificate's key made a signature; false also for a key that is not RSA.
    func verifies(_ signature: [UInt8], of text: [UInt8], _ padding: SignaturePadding) -> Bool {
        defer { ERR_clear_error() }
        let verdict: Bool? = der.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            guard let certificate = d2i_X509(nil, &cursor, buffer.count) else { return nil }
            defer { X509_free(certificate) }
            guard let key = X509_get0_pubkey(certificate), EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA else { return nil }
            return padding.verifies(signature, of: text, key: key)
        }
        return verdict ?? false
    }
}
