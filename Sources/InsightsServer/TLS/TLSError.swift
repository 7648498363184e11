/// The reason why certificates or keys cannot be used.
public enum TLSError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A file cannot be read.
    case unreadableFile(path: String, reason: String)
    /// A folder cannot be created, or a file in it cannot be written.
    case unwritableFolder(path: String, reason: String)
    /// A file contains no certificate in PEM form.
    case noCertificate(path: String)
    /// A file contains no private key in PEM form, or only one with a passphrase.
    case noPrivateKey(path: String)
    /// A certificate belongs to another key.
    case keyMismatch(certificate: String, key: String)
    /// Users other than its owner can read a key file.
    case exposedKey(path: String)
    /// A folder or file for an authority can be written by another user.
    case writableByOthers(path: String)
    /// OpenSSL rejects the certificate, for example because its key is too short.
    case unusable(certificate: String, reason: String)
    /// The certificate of the authority has expired.
    case expired(path: String)
    /// A text is neither a host name nor an address, so no certificate can be issued for it.
    case invalidName(String)
    /// An operation of OpenSSL failed.
    case library(operation: String, reason: String)

    /// The error in words: the operation, its object and the reason.
    public var description: String {
        switch self {
        case .unreadableFile(let path, let reason): "cannot read \(path): \(reason)"
        case .unwritableFolder(let path, let reason):
            "cannot keep the certificate authority in \(path): \(reason)"
        case .noCertificate(let path): "\(path) holds no certificate in PEM form"
        case .noPrivateKey(let path): "\(path) holds no private key in PEM form without a passphrase"
        case .keyMismatch(let certificate, let key): "the certificate in \(certificate) is not for the key in \(key)"
        case .writableByOthers(let path):
            "\(path) belongs to another user, or every user can write it; expected your user alone: chmod 700 its folder"
        case .exposedKey(let path): "\(path) can be read by others than its owner: chmod 600 \(path)"
        case .unusable(let certificate, let reason):
            "the certificate in \(certificate) cannot be used for TLS: \(reason)"
        case .expired(let path): "the certificate in \(path) is no longer valid: remove the folder's files"
        case .invalidName(let name): "'\(name)' is neither a host name nor an address"
        case .library(let operation, let reason): "OpenSSL cannot \(operation): \(reason)"
        }
    }

    /// Creates an error with the reason of OpenSSL's first error on this thread.
    static func library(_ operation: String) -> TLSError {
        .library(operation: operation, reason: OpenSSLErrors.take())
    }
}
