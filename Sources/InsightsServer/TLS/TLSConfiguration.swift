/// The TLS configuration of a server: TLS 1.2 and 1.3, with HTTP/1.1 inside.
public struct TLSConfiguration: Sendable {
    /// The connections on which a server speaks TLS.
    public enum Place: Sendable, Hashable {
        /// The server's port, instead of plain HTTP.
        case port
        /// A separate port besides plain HTTP; 0 chooses a free port.
        case besidePlain(port: Int)
        /// Only the tunnels that the server accepts as a proxy.
        case tunnels
    }

    /// The connections on which the server speaks TLS.
    public var place: Place
    /// The validity of the certificate by the machine's clock.
    public let validity: CertificateValidity
    package let context: TLSContext

    /// Creates a configuration with certificates that an authority signs.
    ///
    /// They are for localhost, 127.0.0.1, ::1, each of the names, and each name with exactly one more label than a
    /// domain. A client that requests another name gets the certificate of localhost, and therefore rejects it.
    ///
    /// - Throws: `invalidName`, or the operation of OpenSSL that failed.
    public init(
        authority: CertificateAuthority, names: [String] = [], subdomainsOf domains: [String] = [], place: Place = .port
    ) throws(TLSError) {
        self.place = place
        validity = .now
        context = try TLSContext(server: CertificateStore(authority, names: names, subdomainsOf: domains))
    }

    /// Creates a configuration with one certificate for every name; its file may include the rest of the chain.
    ///
    /// - Throws: the reason why the files cannot be used.
    public init(certificateFile: String, keyFile: String, place: Place = .port) throws(TLSError) {
        self.place = place
        let identity = try TLSIdentity(certificateFile: certificateFile, keyFile: keyFile)
        validity = identity.validity
        context = try TLSContext(server: CertificateStore(identity))
        guard context.takes(identity) else {
            throw .unusable(certificate: certificateFile, reason: OpenSSLErrors.take())
        }
    }
}
