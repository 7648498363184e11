import InsightsHTTP
import InsightsServer

/// Sends single requests over TCP, or TLS for https, each over its own connection.
///
/// A server with https needs a certificate of an authority that the system trusts; `SSL_CERT_FILE` names another.
struct SocketExchange {
    /// The time limit of a response.
    let timeout: Duration
    /// The greatest size of a response's content, in bytes.
    let responseLimit: Int
    /// Opens a socket where hosts on loopback are looked for first, such as in another network namespace; nil for
    /// nowhere else.
    var openLoopbackSocket: (@Sendable (Int32) -> Int32)?

    /// The reason why there is no response, in words.
    struct Failure: Error {
        let reason: String
    }

    /// Sends a request, and waits for its response.
    func send(_ request: HTTPRequest, to host: String, port: Int, isSecure: Bool) throws(Failure) -> HTTPResponse {
        var tls: ClientTLS?
        if isSecure {
            do throws(TLSError) {
                tls = try ClientTLS(trusting: .system)
            } catch {
                throw Failure(reason: error.description)
            }
        }
        if let openLoopbackSocket, Loopback.contains(host: host) {
            do throws(TransportError) {
                return try send(request, host, port, tls, openLoopbackSocket)
            } catch {
                // A server that listens there has decided; otherwise it may be outside.
                guard case .cannotConnect = error else { throw failure(error) }
            }
        }
        do throws(TransportError) {
            return try send(request, host, port, tls, nil)
        } catch {
            throw failure(error)
        }
    }

    private func failure(_ error: TransportError) -> Failure {
        Failure(reason: error.description(seconds: timeout.components.seconds, bytes: responseLimit))
    }

    private func send(
        _ request: HTTPRequest, _ host: String, _ port: Int, _ tls: ClientTLS?,
        _ openSocket: (@Sendable (Int32) -> Int32)?
    ) throws(TransportError) -> HTTPResponse {
        let transport = SocketTransport(
            host: host, port: port, timeout: timeout, maximumBodyBytes: responseLimit, concurrency: 1, tls: tls,
            openSocket: openSocket)
        return try transport.sendAndWait(request)
    }
}
