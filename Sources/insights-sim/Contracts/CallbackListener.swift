import InsightsContracts
import InsightsServer

/// Receives callbacks on a port of this machine for as long as it lives.
final class CallbackListener: Sendable {
    let receiver = CallbackReceiver(baseURL: "")
    private let server: HTTPServer

    init() throws(ServerError) {
        server = HTTPServer(handler: receiver)
        receiver.baseURL = "http://127.0.0.1:\(try server.start())"
    }
}
