import InsightsAPI
import InsightsContracts
import InsightsHTTP
import InsightsServer
import Synchronization

/// A pool of transports to servers, one per server, created on demand.
final class ServerConnections: Sendable {
    private let made = Mutex<[Origin: SocketTransport]>([:])

    /// Returns the transport to a server; TLS trusts the authorities of the system, or of `SSL_CERT_FILE`.
    func transport(to origin: Origin) throws(TLSError) -> SocketTransport {
        if let known = made.withLock({ $0[origin] }) { return known }
        let tls = origin.isSecure ? try ClientTLS(trusting: .system) : nil
        let transport = SocketTransport(host: origin.host, port: origin.port, timeout: .seconds(100), tls: tls)
        return made.withLock { made in
            if let known = made[origin] { return known }
            made[origin] = transport
            return transport
        }
    }

    /// Returns the transport to a URL, for contract clients.
    func connect(_ address: String) throws(SubjectError) -> any HTTPTransport {
        guard let origin = Origin(url: address) else { throw SubjectError("'\(address)' is not an http or https URL") }
        do throws(TLSError) {
            return try transport(to: origin)
        } catch {
            throw SubjectError("\(error)")
        }
    }
}

/// A transport that adds the key to administration requests, and to no others.
struct KeyedTransport: HTTPTransport {
    let transport: any HTTPTransport
    let key: String?

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        var request = request
        if let key, request.target.hasPrefix(SimulatorEndpoints.administrationPath("")) {
            request.fields.append(SimulatorEndpoints.keyField, key)
        }
        return try await transport.send(request)
    }
}
