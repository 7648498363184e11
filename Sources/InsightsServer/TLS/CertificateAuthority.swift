import CLinux
import COpenSSL
import Glibc

/// A private certificate authority that signs the certificates of a server.
///
/// It is never installed in a trust store of the system; clients must be given its certificate.
public final class CertificateAuthority: Sendable {
    /// The name of the file with the key and the certificate, readable only by its owner.
    static let keyFile = "ca-key.pem"
    /// The name of the file with only the certificate, for clients.
    static let certificateFile = "ca.pem"
    private static let days = 3650
    /// The greatest lifetime that browsers and other clients accept for a server certificate, in days.
    private static let leafDays = 397

    /// The certificate in PEM form, for clients to trust.
    public let certificatePEM: String
    /// The path of the certificate file; nil for an authority in memory.
    public let certificatePath: String?
    private let identity: TLSIdentity

    /// The hash of the subject's name, by which OpenSSL and others find a certificate in a folder: eight digits.
    public var subjectHash: String {
        let digits = String(X509_subject_name_hash(identity.certificate), radix: 16)
        return String(repeating: "0", count: max(0, 8 - digits.count)) + digits
    }

    /// Creates an authority in memory, which exists until the process ends.
    public convenience init() throws(TLSError) {
        self.init(try Self.make(), certificatePath: nil)
    }

    /// Loads the authority from a folder, or creates the folder and the authority in it.
    ///
    /// Several processes may do so at the same time: they get the same authority.
    ///
    /// - Throws: the reason why it cannot be stored or read there.
    public convenience init(folder: String) throws(TLSError) {
        let keyPath = "\(folder)/\(Self.keyFile)"
        try Self.checkWriters(of: folder)
        if access(keyPath, F_OK) != 0 { try Self.keep(try Self.make(), in: folder) }
        try Self.checkWriters(of: keyPath)
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

    /// Issues a certificate for a key and some names, the first of which is its subject.
    func issue(for names: [String], key: OpaquePointer) throws(TLSError) -> TLSIdentity {
        let blueprint = CertificateTemplate(subject: names.first ?? "", names: names, days: Self.leafDays)
        let certificate = try blueprint.certificate(for: key, signedBy: identity)
        EVP_PKEY_up_ref(key)
        return TLSIdentity(certificate: certificate, key: key)
    }

    private static func make() throws(TLSError) -> TLSIdentity {
        guard let key = insights_make_ec_key() else { throw .library("make a key") }
        // The mark distinguishes the authorities of several folders in one trust store.
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

    /// Writes key and certificate as one file, so that neither ever exists without the other.
    private static func keep(_ identity: TLSIdentity, in folder: String) throws(TLSError) {
        if mkdir(folder, 0o700) != 0, errno != EEXIST {
            throw .unwritableFolder(path: folder, reason: errorText(errno))
        }
        let text = PEMFile.text { insights_write_private_key($0, identity.key) } + identity.certificatePEM
        try place(text, at: "\(folder)/\(keyFile)", mode: 0o600, folder) { temporary, path in
            // Unlike a rename, a link never replaces the file of another process.
            let result = link(temporary, path)
            let error = errno
            unlink(temporary)
            errno = error
            return result != 0 && error == EEXIST ? 0 : result
        }
    }

    /// Writes a temporary file and moves it into place atomically.
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

    /// Refuses a folder or file in which another user could place the key of an authority; one that is missing passes.
    private static func checkWriters(of path: String) throws(TLSError) {
        var status = stat()
        guard stat(path, &status) == 0 else { return }
        guard status.st_uid == geteuid() || status.st_uid == 0, status.st_mode & 0o002 == 0 else {
            throw .writableByOthers(path: path)
        }
    }

    private static func load(_ path: String) throws(TLSError) -> TLSIdentity {
        let identity = try TLSIdentity(certificateFile: path, keyFile: path)
        guard identity.validity != .over else { throw .expired(path: path) }
        return identity
    }
}
