import InsightsContracts
import InsightsHTTP
import InsightsServer

/// A listener that receives callbacks on a port of 127.0.0.1 until it is released.
final class CallbackListener: Sendable {
    /// The greatest size of a callback's content, in bytes.
    private static let bodyLimit = 1 << 20

    /// The address on which it listens.
    static let host = "127.0.0.1"

    let receiver = CallbackReceiver(baseURL: "")
    private let server: HTTPServer

    init() throws(ServerError) {
        var configuration = HTTPServerConfiguration()
        configuration.limits.bodyBytes = Self.bodyLimit
        server = HTTPServer(handler: receiver, configuration: configuration)
        receiver.baseURL = "http://\(Self.host):\(try server.start())"
    }
}
