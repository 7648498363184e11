import COpenSSL

/// A certificate with its key, and the certificates between it and one that is trusted.
final class TLSIdentity: Sendable {
    // OpenSSL counts references to these objects and locks where it must; none is changed once it is here.
    nonisolated(unsafe) let certificate: OpaquePointer
    nonisolated(unsafe) let key: OpaquePointer
    nonisolated(unsafe) let chain: OpaquePointer?

    /// Takes over the objects.
    init(certificate: OpaquePointer, key: OpaquePointer, chain: OpaquePointer? = nil) {
        self.certificate = certificate
        self.key = key
        self.chain = chain
    }

    deinit {
        X509_free(certificate)
        EVP_PKEY_free(key)
        if let chain { insights_free_chain(chain) }
    }

    /// Reads a certificate, the chain behind it, and its key from their files, in PEM form.
    convenience init(certificateFile: String, keyFile: String) throws(TLSError) {
        let text = try PEMFile.read(certificateFile)
        var certificates = PEMFile.certificates(in: text)
        guard !certificates.isEmpty else { throw .noCertificate(path: certificateFile) }
        let certificate = certificates.removeFirst()
        let chain = insights_make_chain()
        for certificate in certificates { _ = insights_append_to_chain(chain, certificate) }
        do throws(TLSError) {
            let keyText = keyFile == certificateFile ? text : try PEMFile.read(keyFile)
            guard let key = PEMFile.privateKey(in: keyText) else { throw .noPrivateKey(path: keyFile) }
            guard X509_check_private_key(certificate, key) == 1 else {
                EVP_PKEY_free(key)
                OpenSSLErrors.clear()
                throw .keyMismatch(certificate: certificateFile, key: keyFile)
            }
            self.init(certificate: certificate, key: key, chain: chain)
        } catch {
            X509_free(certificate)
            insights_free_chain(chain)
            throw error
        }
    }

    /// The certificate alone, in PEM form.
    var certificatePEM: String {
        PEMFile.text { PEM_write_bio_X509($0, certificate) }
    }
}
