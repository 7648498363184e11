/// Where a server speaks TLS, and with which certificates: TLS 1.2 and 1.3, HTTP/1.1 inside.
public struct TLSConfiguration: Sendable {
    /// Where a server speaks TLS.
    public enum Place: Sendable, Hashable {
        /// On the server's port, in place of plain HTTP.
        case port
        /// On a port of its own beside plain HTTP; 0 takes any free one.
        case besidePlain(port: Int)
        /// Only within the tunnels it answers as a proxy.
        case tunnels
    }

    /// Where the server speaks TLS.
    public var place: Place
    /// Whether clients find the certificate valid today.
    public let validity: CertificateValidity
    package let context: TLSContext

    /// Shows certificates signed by an authority: for localhost, 127.0.0.1, ::1 and for each of the names.
    ///
    /// Of the domains, each name with one label more has a certificate, too. A client that asks for another name gets the
    /// certificate of localhost, and so finds that it is not meant.
    ///
    /// - Throws: `invalidName`, or what OpenSSL cannot do.
    public init(
        authority: CertificateAuthority, names: [String] = [], subdomainsOf domains: [String] = [], place: Place = .port
    ) throws(TLSError) {
        self.place = place
        validity = .now
        context = try TLSContext(server: CertificateStore(authority, names: names, subdomainsOf: domains))
    }

    /// Shows one certificate, whatever name a client asks for; the file may hold the rest of its chain behind it.
    ///
    /// - Throws: why the files cannot be used.
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
