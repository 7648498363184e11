/// Why certificates or keys cannot be used.
public enum TLSError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A file cannot be read.
    case unreadableFile(path: String, reason: String)
    /// A folder cannot be made, or a file in it cannot be written.
    case unwritableFolder(path: String, reason: String)
    /// A file holds no certificate in PEM form.
    case noCertificate(path: String)
    /// A file holds no private key in PEM form, or only one with a passphrase.
    case noPrivateKey(path: String)
    /// A certificate is for another key.
    case keyMismatch(certificate: String, key: String)
    /// Others than its owner may read a key.
    case exposedKey(path: String)
    /// OpenSSL shows no such certificate, as one with a key that is too short.
    case unusable(certificate: String, reason: String)
    /// The certificate of the authority is no longer valid.
    case expired(path: String)
    /// A name is not one that a certificate can be for.
    case invalidName(String)
    /// OpenSSL refused to do something.
    case library(operation: String, reason: String)

    /// What failed, with what, and why.
    public var description: String {
        switch self {
        case .unreadableFile(let path, let reason): "cannot read \(path): \(reason)"
        case .unwritableFolder(let path, let reason):
            "cannot keep the certificate authority in \(path): \(reason)"
        case .noCertificate(let path): "\(path) holds no certificate in PEM form"
        case .noPrivateKey(let path): "\(path) holds no private key in PEM form without a passphrase"
        case .keyMismatch(let certificate, let key): "the certificate in \(certificate) is not for the key in \(key)"
        case .exposedKey(let path): "\(path) can be read by others than its owner: chmod 600 \(path)"
        case .unusable(let certificate, let reason):
            "the certificate in \(certificate) cannot be used for TLS: \(reason)"
        case .expired(let path): "the certificate in \(path) is no longer valid: remove the folder's files"
        case .invalidName(let name): "'\(name)' is neither a host name nor an address"
        case .library(let operation, let reason): "OpenSSL cannot \(operation): \(reason)"
        }
    }

    /// What OpenSSL says went wrong last on this thread.
    static func library(_ operation: String) -> TLSError {
        .library(operation: operation, reason: OpenSSLErrors.take())
    }
}
