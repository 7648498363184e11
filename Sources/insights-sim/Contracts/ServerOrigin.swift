import InsightsAPI
import InsightsContracts
import InsightsHTTP
import InsightsServer
import Synchronization

/// Where a server is: scheme, host and port.
struct ServerOrigin: Hashable {
    let isSecure: Bool
    let host: String
    let port: Int

    /// Reads an address; nil if it is none.
    ///
    /// A path after it counts for nothing.
    init?(_ address: String) {
        let lowered = address.lowercased()
        isSecure = lowered.hasPrefix("https://")
        guard isSecure || lowered.hasPrefix("http://") else { return nil }
        let rest = address.dropFirst(isSecure ? 8 : 7).prefix { !"/?#".contains($0) }
        guard !rest.contains("@"), let (name, port) = HostName.split(authority: rest) else { return nil }
        host = name
        self.port = port ?? (isSecure ? 443 : 80)
    }

    /// The address without a slash at the end.
    var url: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return "\(isSecure ? "https" : "http")://\(name)" + (port == (isSecure ? 443 : 80) ? "" : ":\(port)")
    }

    /// Whether it is this machine.
    var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}

/// Transports to servers, one for each, made as they are needed.
final class ServerConnections: Sendable {
    private let made = Mutex<[ServerOrigin: SocketTransport]>([:])

    /// The transport to a server; TLS trusts the authorities of the system, or of `SSL_CERT_FILE`.
    func transport(to origin: ServerOrigin) throws(TLSError) -> SocketTransport {
        if let known = made.withLock({ $0[origin] }) { return known }
        let tls = origin.isSecure ? try ClientTLS(trusting: .system) : nil
        let transport = SocketTransport(host: origin.host, port: origin.port, timeout: .seconds(100), tls: tls)
        return made.withLock { made in
            if let known = made[origin] { return known }
            made[origin] = transport
            return transport
        }
    }

    /// The same by an address, for subjects.
    func connect(_ address: String) throws(SubjectError) -> any HTTPTransport {
        guard let origin = ServerOrigin(address) else { throw SubjectError("'\(address)' is no address") }
        do throws(TLSError) {
            return try transport(to: origin)
        } catch {
            throw SubjectError("\(error)")
        }
    }
}

/// Shows a key to the administration of a simulator, and to nobody else.
struct KeyedTransport: HTTPTransport {
    let transport: any HTTPTransport
    let key: String?

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        var request = request
        if let key, request.target.hasPrefix(SimulatorNames.administrationPath("")) {
            request.fields.append(SimulatorNames.keyField, key)
        }
        return try await transport.send(request)
    }
}
