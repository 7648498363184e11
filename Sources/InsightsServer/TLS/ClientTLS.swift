private import COpenSSL
private import Glibc

/// The TLS configuration of a transport.
public struct ClientTLS: Sendable {
    /// The authorities that may have signed the server's certificate.
    public enum Trust: Sendable, Hashable {
        /// The authorities that the system trusts.
        case system
        /// The authorities in a PEM file, by its path.
        case file(String)
        /// The authorities in a PEM text.
        case pem(String)
    }

    /// The host name that the server's certificate must have; nil for the host of the connection.
    public var serverName: String?
    package let context: TLSContext

    /// Creates a configuration that trusts some authorities.
    ///
    /// - Throws: the reason why the authorities cannot be used.
    public init(trusting trust: Trust = .system, serverName: String? = nil) throws(TLSError) {
        self.serverName = serverName
        context = try TLSContext { (context) throws(TLSError) in
            switch trust {
            case .system:
                // OpenSSL would wait for a FIFO. The null device is usual for an empty list.
                if let named = getenv("SSL_CERT_FILE").map({ String(cString: $0) }), !named.isEmpty,
                    named != "/dev/null"
                {
                    try PEMFile.check(named)
                }
                guard SSL_CTX_set_default_verify_paths(context) == 1 else {
                    throw .library("find the system's certificates")
                }
            case .file(let path): try Self.add(try PEMFile.read(path), from: path, to: context)
            case .pem(let text): try Self.add(Array(text.utf8), from: "the text given", to: context)
            }
        }
    }

    private static func add(_ text: [UInt8], from source: String, to context: OpaquePointer) throws(TLSError) {
        let certificates = PEMFile.certificates(in: text)
        defer { for certificate in certificates { X509_free(certificate) } }
        guard !certificates.isEmpty else { throw .noCertificate(path: source) }
        let store = SSL_CTX_get_cert_store(context)
        for certificate in certificates where X509_STORE_add_cert(store, certificate) != 1 {
            throw .library("trust the certificate of \(source)")
        }
    }
}
