/// What a server cannot tell its client, or not clearly, and so tells the one who runs it.
public enum ServerEvent: Hashable, Sendable, CustomStringConvertible {
    /// A client speaks TLS to a port of plain HTTP.
    case tlsOnPlainPort(remoteAddress: String)
    /// A client speaks plain HTTP to a port of TLS; it is told so too.
    case plainOnTLSPort(remoteAddress: String)
    /// A client speaks neither TLS nor HTTP to a port of TLS.
    case notTLS(remoteAddress: String)
    /// Client and server found no common ground, or the client does not trust the certificate.
    case tlsFailed(remoteAddress: String, reason: String)
    /// A TLS handshake was not complete in time.
    case handshakeTimeout(remoteAddress: String)
    /// A request through the proxy was for a host that it does not answer for; the client is told so too.
    case refusedByProxy(host: String, remoteAddress: String)

    /// What happened, in one line.
    public var description: String {
        switch self {
        case .tlsOnPlainPort(let address): "\(address) speaks TLS to a port of plain HTTP: closed (use http://)"
        case .plainOnTLSPort(let address): "\(address) speaks plain HTTP to a port of TLS: refused (use https://)"
        case .notTLS(let address): "\(address) sent to a port of TLS what is no TLS: closed"
        case .tlsFailed(let address, let reason): "TLS with \(address) failed: \(reason)"
        case .handshakeTimeout(let address): "TLS with \(address) was not set up in time: closed"
        case .refusedByProxy(let host, let address):
            "the proxy refused \(address) the host '\(host)', which is not simulated"
        }
    }
}
