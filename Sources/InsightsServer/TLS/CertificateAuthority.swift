import CLinux
import COpenSSL
import Glibc

/// A certificate authority of one's own, which signs the certificates of a server.
///
/// Never put into any store of the system: who is to trust it is told so, with its certificate.
public final class CertificateAuthority: Sendable {
    /// The name of the file with the key, and the certificate behind it; its owner's only.
    static let keyFile = "ca-key.pem"
    /// The name of the file with the certificate alone, for clients.
    static let certificateFile = "ca.pem"
    private static let days = 3650
    /// What browsers and others still take for a server's certificate.
    private static let leafDays = 397

    /// The certificate in PEM form, for clients to trust.
    public let certificatePEM: String
    /// The file with the certificate, if it is kept.
    public let certificatePath: String?
    private let identity: TLSIdentity

    /// Makes an authority that is gone with the process.
    public convenience init() throws(TLSError) {
        self.init(try Self.make(), certificatePath: nil)
    }

    /// Takes the authority that is kept in a folder, and makes it, and the folder, at first use.
    ///
    /// Several processes may do so at once: they get the same one.
    ///
    /// - Throws: why it cannot be kept or read there.
    public convenience init(folder: String) throws(TLSError) {
        let keyPath = "\(folder)/\(Self.keyFile)"
        if access(keyPath, F_OK) != 0 { try Self.keep(try Self.make(), in: folder) }
        let identity = try Self.load(keyPath)
        let path = "\(folder)/\(Self.certificateFile)"
        let text = identity.certificatePEM
        if (try? PEMFile.read(path)) != Array(text.utf8) {
            try Self.place(text, at: path, mode: 0o644, folder) { rename($0, $1) }
        }
        self.init(identity, certificatePath: path)
    }

    private init(_ identity: TLSIdentity, certificatePath: String?) {
        self.identity = identity
        self.certificatePath = certificatePath
        certificatePEM = identity.certificatePEM
    }

    /// Makes the certificate of a key for some names, the first of which is its subject.
    func issue(for names: [String], key: OpaquePointer) throws(TLSError) -> TLSIdentity {
        let blueprint = CertificateTemplate(subject: names.first ?? "", names: names, days: Self.leafDays)
        let certificate = try blueprint.certificate(for: key, signedBy: identity)
        EVP_PKEY_up_ref(key)
        return TLSIdentity(certificate: certificate, key: key)
    }

    private static func make() throws(TLSError) -> TLSIdentity {
        guard let key = insights_make_ec_key() else { throw .library("make a key") }
        // Authorities of several folders in one trust store can be told apart.
        let mark = String(UInt32.random(in: 0x1000_0000...UInt32.max), radix: 16)
        let blueprint = CertificateTemplate(
            subject: "insights-simulator test CA \(mark)", isAuthority: true, days: days)
        do throws(TLSError) {
            return TLSIdentity(certificate: try blueprint.certificate(for: key, signedBy: nil), key: key)
        } catch {
            EVP_PKEY_free(key)
            throw error
        }
    }

    // MARK: Files

    /// Writes key and certificate as one file, so that one is never there without the other.
    private static func keep(_ identity: TLSIdentity, in folder: String) throws(TLSError) {
        if mkdir(folder, 0o700) != 0, errno != EEXIST {
            throw .unwritableFolder(path: folder, reason: errorText(errno))
        }
        let text = PEMFile.text { insights_write_private_key($0, identity.key) } + identity.certificatePEM
        try place(text, at: "\(folder)/\(keyFile)", mode: 0o600, folder) { temporary, path in
            // Unlike a renamed file, a linked one never takes the place of another process's.
            let result = link(temporary, path)
            let error = errno
            unlink(temporary)
            errno = error
            return result != 0 && error == EEXIST ? 0 : result
        }
    }

    /// Writes a file under another name first, and puts it in its place whole.
    private static func place(
        _ text: String, at path: String, mode: mode_t, _ folder: String, by move: (String, String) -> CInt
    ) throws(TLSError) {
        let temporary = "\(path).\(getpid()).\(UInt32.random(in: 0...UInt32.max)).tmp"
        var error = PEMFile.create(temporary, mode: mode, text)
        if error == 0, move(temporary, path) != 0 { error = errno }
        guard error == 0 else {
            unlink(temporary)
            throw .unwritableFolder(path: folder, reason: errorText(error))
        }
    }

    private static func load(_ path: String) throws(TLSError) -> TLSIdentity {
        let identity = try TLSIdentity(certificateFile: path, keyFile: path)
        guard identity.validity != .over else { throw .expired(path: path) }
        return identity
    }
}
