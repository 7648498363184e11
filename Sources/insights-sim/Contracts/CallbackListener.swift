import InsightsContracts
import InsightsHTTP
import InsightsServer
import Synchronization

/// Receives callbacks on a port of this machine for as long as it lives.
final class CallbackListener: Sendable {
    let receiver: CallbackReceiver
    private let server: HTTPServer

    init() throws(ServerError) {
        let door = Door()
        server = HTTPServer(handler: door)
        let port = try server.start()
        receiver = CallbackReceiver(baseURL: "http://127.0.0.1:\(port)")
        door.open(to: receiver)
    }

    /// Answers for the receiver, whose address is known only once the server listens.
    private final class Door: HTTPHandler {
        private let receiver = Mutex<CallbackReceiver?>(nil)

        func open(to receiver: CallbackReceiver) {
            self.receiver.withLock { $0 = receiver }
        }

        func handle(_ request: HTTPRequest) -> HTTPReply {
            receiver.withLock { $0 }?.handle(request) ?? .response(HTTPResponse(503))
        }
    }
}
