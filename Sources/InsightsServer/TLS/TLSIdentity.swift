import CLinux
import COpenSSL
import Glibc

/// A certificate with its key and its intermediate certificates.
final class TLSIdentity: Sendable {
    // OpenSSL counts references to these objects and locks where necessary; none changes after creation.
    nonisolated(unsafe) let certificate: OpaquePointer
    nonisolated(unsafe) let key: OpaquePointer
    nonisolated(unsafe) let chain: OpaquePointer?

    /// Takes ownership of the objects.
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

    /// Reads a certificate, its chain and its key from PEM files.
    ///
    /// The key file must be accessible only to its owner.
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
            let isExposed = Self.othersMayRead(keyFile)
            guard !isExposed, X509_check_private_key(certificate, key) == 1 else {
                EVP_PKEY_free(key)
                OpenSSLErrors.clear()
                throw isExposed
                    ? .exposedKey(path: keyFile) : .keyMismatch(certificate: certificateFile, key: keyFile)
            }
            self.init(certificate: certificate, key: key, chain: chain)
        } catch {
            X509_free(certificate)
            insights_free_chain(chain)
            throw error
        }
    }

    private static func othersMayRead(_ path: String) -> Bool {
        var information = stat()
        return stat(path, &information) == 0 && information.st_mode & 0o077 != 0
    }

    /// The validity by the machine's clock.
    var validity: CertificateValidity {
        if X509_cmp_current_time(X509_get0_notAfter(certificate)) <= 0 { return .over }
        return X509_cmp_current_time(X509_get0_notBefore(certificate)) > 0 ? .notYet : .now
    }

    /// The certificate alone, in PEM form.
    var certificatePEM: String {
        PEMFile.text { PEM_write_bio_X509($0, certificate) }
    }
}
