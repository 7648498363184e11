import InsightsHTTP
import InsightsServer
import InsightsSimulator

/// Sends callbacks over TCP, a new connection for each, within ten seconds.
struct SocketCallbackSender: CallbackSender {
    /// How long a receiver has to answer (U29).
    static let timeout = Duration.seconds(10)
    /// How much of an answer is read; receivers have nothing to say but their status.
    private static let answerLimit = 1 << 20

    func send(_ call: CallbackCall) -> CallbackOutcome {
        guard !call.isSecure else { return .refused("https callbacks need TLS, which this build does not have") }
        let transport = SocketTransport(
            host: call.host, port: call.port, timeout: Self.timeout, maximumBodyBytes: Self.answerLimit, concurrency: 1)
        do throws(TransportError) {
            return .answered(status: try transport.sendAndWait(call.request).status.code)
        } catch {
            return .failed(error.description)
        }
    }
}
