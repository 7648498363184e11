/// An event that a server reports to its operator, because the client is not or not clearly informed.
public enum ServerEvent: Hashable, Sendable, CustomStringConvertible {
    /// A client speaks TLS to a plain HTTP port.
    case tlsOnPlainPort(remoteAddress: String)
    /// A client speaks plain HTTP to a TLS port; it gets an error response too.
    case plainOnTLSPort(remoteAddress: String)
    /// A client speaks neither TLS nor HTTP to a TLS port.
    case notTLS(remoteAddress: String)
    /// A TLS handshake or connection failed, for example because the client does not trust the certificate.
    case tlsFailed(remoteAddress: String, reason: String)
    /// A TLS handshake was not complete in time.
    case handshakeTimeout(remoteAddress: String)
    /// A client ended TLS, or a tunnel, before it had sent a request; many do so if they do not trust the certificate.
    case endedWithoutRequest(host: String?, remoteAddress: String, isEstablished: Bool)
    /// The proxy rejected a request for a host that it does not simulate; the client gets an error response too.
    case refusedByProxy(host: String, remoteAddress: String)

    /// The event in one line.
    public var description: String {
        switch self {
        case .tlsOnPlainPort(let address): "\(address) speaks TLS to a port of plain HTTP: closed (use http://)"
        case .plainOnTLSPort(let address): "\(address) speaks plain HTTP to a port of TLS: refused (use https://)"
        case .notTLS(let address): "\(address) sent to a port of TLS what is no TLS: closed"
        case .tlsFailed(let address, let reason): "TLS with \(address) failed: \(reason)"
        case .handshakeTimeout(let address): "TLS with \(address) was not set up in time: closed"
        case .endedWithoutRequest(let host, let address, let isEstablished):
            "\(address) ended TLS" + (host.map { " with '\($0)'" } ?? "")
                + (isEstablished ? " after the handshake" : " in the handshake")
                + ", without a request: it may not trust the certificate"
        case .refusedByProxy(let host, let address):
            "the proxy refused \(address) the host '\(host)', which is not simulated"
        }
    }
}
