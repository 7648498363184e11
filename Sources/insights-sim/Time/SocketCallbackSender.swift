import InsightsHTTP
import InsightsServer
import InsightsSimulator

/// Sends callbacks over TCP, or TLS for https, a new connection for each, within ten seconds.
///
/// An https receiver must have a certificate of an authority the system trusts; `SSL_CERT_FILE` names another.
struct SocketCallbackSender: CallbackSender {
    /// How long a receiver has to answer (U29).
    static let timeout = Duration.seconds(10)
    /// How much of an answer is read; receivers have nothing to say but their status.
    private static let answerLimit = 1 << 20

    func send(_ call: CallbackRequest) -> CallbackOutcome {
        var tls: ClientTLS?
        if call.isSecure {
            do throws(TLSError) {
                tls = try ClientTLS(trusting: .system)
            } catch {
                return .failed(error.description)
            }
        }
        let transport = SocketTransport(
            host: call.host, port: call.port, timeout: Self.timeout, maximumBodyBytes: Self.answerLimit, concurrency: 1,
            tls: tls)
        do throws(TransportError) {
            return .answered(status: try transport.sendAndWait(call.request).status.code)
        } catch {
            return .failed(error.description)
        }
    }
}
