import InsightsHTTP
@_exported public import InsightsServer
@_exported public import InsightsSimulator

/// A simulator behind a port of this machine, from its creation until it is shut down or released.
///
/// Links in responses begin with the host that a client calls, or with the simulator's `baseURL` if that is set.
public final class SimulatorServer: Sendable {
    /// The simulator.
    public let simulator: Simulator
    /// The port.
    public let port: Int
    /// The address, such as `http://127.0.0.1:40123`, without a slash at its end.
    public let url: String

    private let server: HTTPServer

    /// The largest request body that is read, in bytes: more than the service takes, so that it refuses larger ones itself.
    private static let bodyLimit = 2 << 20

    /// Binds a port and serves a simulator there.
    ///
    /// - Parameters:
    ///   - simulator: the simulator.
    ///   - port: the port; 0 for any free one.
    ///   - configure: changes the configuration, such as its limits, timeouts and TLS.
    /// - Throws: the reason why the server cannot listen.
    public init(
        _ simulator: Simulator, port: Int = 0, configure: (inout HTTPServerConfiguration) -> Void = { _ in }
    ) throws(ServerError) {
        var configuration = HTTPServerConfiguration(port: port)
        configuration.limits.bodyBytes = Self.bodyLimit
        configure(&configuration)
        let server = HTTPServer(handler: simulator, configuration: configuration)
        self.port = try server.start()
        let host = HostName.bracketed(configuration.host)
        url = "\(server.tlsPort == self.port ? "https" : "http")://\(host):\(self.port)"
        self.simulator = simulator
        self.server = server
        simulator.listens(at: url)
        if let tlsPort = server.tlsPort, tlsPort != self.port { simulator.tlsURL = "https://\(host):\(tlsPort)" }
    }

    /// Ends the server after the requests under way, and returns when all its threads have ended.
    ///
    /// A server that is released ends immediately.
    public func shutdown() { server.shutdown() }
}
