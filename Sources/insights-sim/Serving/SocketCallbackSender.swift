import InsightsHTTP
import InsightsServer
import InsightsSimulator

/// A sender of callbacks over TCP, or TLS for https, with a new connection for each and a limit of ten seconds.
///
/// An https receiver needs a certificate of an authority that the system trusts; `SSL_CERT_FILE` names another.
struct SocketCallbackSender: CallbackSender {
    /// The time limit of a receiver's response (U29, docs/sources.md).
    static let timeout = Duration.seconds(10)
    /// The greatest size of a response body, in bytes; only the status of a receiver's response matters.
    private static let responseLimit = 1 << 20

    /// Opens a socket where receivers on loopback are looked for first, such as in another network namespace; nil for
    /// nowhere else.
    var openLoopbackSocket: (@Sendable (Int32) -> Int32)?

    func send(_ call: CallbackRequest) -> CallbackOutcome {
        var tls: ClientTLS?
        if call.isSecure {
            do throws(TLSError) {
                tls = try ClientTLS(trusting: .system)
            } catch {
                return .failed(error.description)
            }
        }
        if let openLoopbackSocket, Loopback.contains(host: call.host) {
            do throws(TransportError) {
                return .responded(status: try send(call, tls, openLoopbackSocket))
            } catch {
                // A receiver that listens there has decided; otherwise it may be outside.
                guard case .cannotConnect = error else { return .failed(Self.words(error)) }
            }
        }
        do throws(TransportError) {
            return .responded(status: try send(call, tls, nil))
        } catch {
            return .failed(Self.words(error))
        }
    }

    private static func words(_ error: TransportError) -> String {
        error.description(seconds: timeout.components.seconds, bytes: responseLimit)
    }

    private func send(
        _ call: CallbackRequest, _ tls: ClientTLS?, _ openSocket: (@Sendable (Int32) -> Int32)?
    ) throws(TransportError) -> Int {
        let transport = SocketTransport(
            host: call.host, port: call.port, timeout: Self.timeout, maximumBodyBytes: Self.responseLimit,
            concurrency: 1,
            tls: tls, openSocket: openSocket)
        return try transport.sendAndWait(call.request).status.code
    }
}
