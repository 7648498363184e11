import Dispatch
import InsightsHTTP
import InsightsQuery
import InsightsServer
import InsightsSimulator

/// A simulator behind a socket.
final class RunningServer {
    private let simulator: Simulator
    private let server: HTTPServer
    private let background: Background
    private let host: String
    /// The port it listens on, once it does.
    private(set) var port = 0

    /// The largest request body, in bytes (U48).
    static let bodyLimit = 1 << 20

    init(_ simulator: Simulator, host: String, port: Int) {
        self.simulator = simulator
        self.host = host
        background = Background(simulator)
        var configuration = HTTPServerConfiguration(host: host, port: port)
        configuration.limits.bodyBytes = Self.bodyLimit
        // The simulator dates its own answers; those the server makes itself go by the same clock.
        configuration.dateHeader = { [simulator] in
            HTTPDate.format(secondsSince1970: simulator.now.secondsSinceEpoch)
        }
        server = HTTPServer(handler: simulator, configuration: configuration)
    }

    /// Listens, tells the simulator its address, lets its time pass, and has the signing key made meanwhile.
    func start() throws(ServerError) {
        port = try server.start()
        simulator.baseURL = "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
        background.start()
        DispatchQueue.global().async { [simulator] in simulator.prepare() }
    }

    func stop() {
        background.stop()
        server.shutdown()
    }
}
