import InsightsSimulator

/// A sender of callbacks over TCP, or TLS for https, with a new connection for each and a limit of ten seconds.
struct SocketCallbackSender: CallbackSender {
    /// The time limit of a receiver's response (U29, docs/sources.md).
    static let timeout = Duration.seconds(10)
    /// The greatest size of a response body, in bytes; only the status of a receiver's response matters.
    private static let responseLimit = 1 << 20

    /// Opens a socket where receivers on loopback are looked for first, such as in another network namespace; nil for
    /// nowhere else.
    var openLoopbackSocket: (@Sendable (Int32) -> Int32)?

    func send(_ call: CallbackRequest) -> CallbackOutcome {
        let exchange = SocketExchange(
            timeout: Self.timeout, responseLimit: Self.responseLimit, openLoopbackSocket: openLoopbackSocket)
        do throws(SocketExchange.Failure) {
            let response = try exchange.send(
                call.request, to: call.host, port: call.port, isSecure: call.isSecure)
            return .responded(status: response.status.code)
        } catch {
            return .failed(error.reason)
        }
    }
}
