import InsightsAPI
import InsightsContracts
import InsightsHTTP
import InsightsServer
import Synchronization

/// A pool of transports to servers, one per server, created on demand; they go through the environment's proxies.
final class ServerConnections: Sendable {
    private let timeout: Duration
    private let peers = Mutex<[Origin: ServerTransport.Peer]>([:])

    /// Creates a pool; `timeout` limits each request, from its start to the end of the response.
    init(timeout: Duration = ServerTransport.defaultTimeout) {
        self.timeout = timeout
    }

    /// Returns the transport to a server; TLS trusts the authorities of the system, or of `SSL_CERT_FILE`.
    func transport(to url: ServerURL) throws(UsageError) -> ServerTransport {
        ServerTransport(peer: try peer(url.origin), url: url, timeout: timeout)
    }

    private func peer(_ origin: Origin) throws(UsageError) -> ServerTransport.Peer {
        if let known = peers.withLock({ $0[origin] }) { return known }
        let peer = ServerTransport.Peer(
            SocketTransport(
                host: origin.host, port: origin.port, timeout: timeout, tls: try tls(for: origin),
                proxy: try UpstreamProxies.ofEnvironment(for: origin)))
        return peers.withLock { peers in
            if let known = peers[origin] { return known }
            peers[origin] = peer
            return peer
        }
    }

    private func tls(for origin: Origin) throws(UsageError) -> ClientTLS? {
        guard origin.isSecure else { return nil }
        do throws(TLSError) {
            return try ClientTLS(trusting: .system)
        } catch {
            throw .configuration("\(error)")
        }
    }

    /// Returns the transport to a URL, for contract clients.
    func connect(_ address: String) throws(SubjectError) -> any HTTPTransport {
        guard let url = ServerURL(address) else { throw SubjectError("'\(address)' is not an http or https URL") }
        do throws(UsageError) {
            return try transport(to: url)
        } catch {
            throw SubjectError("\(error)")
        }
    }
}
