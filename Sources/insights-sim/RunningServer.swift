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
    /// The authority its certificates are from, if it has one.
    let authority: CertificateAuthority?
    private let tls: ServeTLS?

    /// The largest request body that is read, in bytes.
    ///
    /// Twice what the service takes (U48), so that it is the service that refuses, in its own words.
    static let bodyLimit = 2 << 20

    /// Prepares to serve; `notice` hears of what clients cannot be told.
    init(
        _ simulator: Simulator, host: String, port: Int, tls: ServeTLS? = nil,
        notice: (@Sendable (ServerNotice) -> Void)? = nil
    ) throws(UsageError) {
        self.simulator = simulator
        self.host = host
        self.tls = tls
        background = Background(simulator)
        var configuration = HTTPServerConfiguration(host: host, port: port)
        configuration.limits.bodyBytes = Self.bodyLimit
        // The simulator dates its own answers; those the server makes itself go by the same clock.
        configuration.dateHeader = { [simulator] in
            HTTPDate.format(secondsSince1970: simulator.now.secondsSinceEpoch)
        }
        configuration.notice = notice
        authority = try tls?.apply(to: &configuration)
        let handler: any HTTPHandler =
            if let authority {
                CertificateEndpoint(simulator: simulator, certificatePEM: authority.certificatePEM)
            } else {
                simulator
            }
        server = HTTPServer(handler: handler, configuration: configuration)
    }

    /// Listens, tells the simulator its address, lets its time pass, and has the signing key made meanwhile.
    func start() throws(ServerError) {
        port = try server.start()
        simulator.baseURL = (tls?.place == .port ? "https://" : "http://") + authorityText(port)
        simulator.tlsURL = tlsURL
        simulator.names = tls?.names ?? []
        background.start()
        DispatchQueue.global().async { [simulator] in simulator.prepare() }
    }

    /// Where TLS is spoken beside plain HTTP; nil if it is not.
    var tlsURL: String? {
        guard case .besidePlain = tls?.place, let port = server.tlsPort else { return nil }
        return "https://" + authorityText(port)
    }

    private func authorityText(_ port: Int) -> String {
        "\(host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host):\(port)"
    }

    func stop() {
        background.stop()
        server.shutdown()
    }
}
