import InsightsAPI
import InsightsContracts
import InsightsHTTP
import InsightsServer
import Synchronization

/// A pool of transports to servers, one per server, created on demand; they go through the environment's proxies.
final class ServerConnections: Sendable {
    /// The limit of a response's time, in seconds.
    private static let seconds: Int64 = 100

    private let made = Mutex<[Origin: SocketTransport]>([:])

    /// Returns the transport to a server; TLS trusts the authorities of the system, or of `SSL_CERT_FILE`.
    func transport(to origin: Origin) throws(UsageError) -> SocketTransport {
        if let known = made.withLock({ $0[origin] }) { return known }
        let transport = SocketTransport(
            host: origin.host, port: origin.port, timeout: .seconds(Self.seconds), tls: try tls(for: origin),
            proxy: try UpstreamProxies.ofEnvironment(for: origin))
        return made.withLock { made in
            if let known = made[origin] { return known }
            made[origin] = transport
            return transport
        }
    }

    /// Returns an error of a transport in words, with the limit if the request was ended by one.
    static func words(_ error: TransportError) -> String {
        error.description(seconds: seconds, bytes: SocketTransport.defaultBodyBytes)
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
        guard let origin = Origin(url: address) else { throw SubjectError("'\(address)' is not an http or https URL") }
        do throws(UsageError) {
            return LimitedTransport(transport: try transport(to: origin))
        } catch {
            throw SubjectError("\(error)")
        }
    }
}

/// A transport whose errors name the limit that ended a request.
private struct LimitedTransport: HTTPTransport {
    /// The reason why there is no response, with the limit.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let transport: SocketTransport

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        do throws(TransportError) {
            return try await transport.send(request)
        } catch {
            throw Failure(description: ServerConnections.words(error))
        }
    }
}

/// A transport that adds the key to administration requests, and to no others.
struct KeyedTransport: HTTPTransport {
    let transport: any HTTPTransport
    let key: HTTPFieldValue?

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        var request = request
        if let key, request.target.hasPrefix(SimulatorEndpoints.administrationPath("")) {
            request.fields.append(SimulatorEndpoints.keyField, key)
        }
        return try await transport.send(request)
    }
}
