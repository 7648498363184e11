import InsightsContracts
import InsightsServer

/// A listener that receives callbacks on a port of 127.0.0.1 until it is released.
final class CallbackListener: Sendable {
    let receiver = CallbackReceiver(baseURL: "")
    private let server: HTTPServer

    init() throws(ServerError) {
        server = HTTPServer(handler: receiver)
        receiver.baseURL = "http://127.0.0.1:\(try server.start())"
    }
}
