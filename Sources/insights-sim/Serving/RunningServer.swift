import Dispatch
import InsightsHTTP
import InsightsServer
import InsightsSimulator
import InsightsTime

/// A simulator behind a socket.
final class RunningServer {
    private let simulator: Simulator
    private let server: HTTPServer
    private let background: Background
    private let host: String
    /// The public URL for clients; nil if it is the address of the listener.
    private let publicOrigin: Origin?
    /// A warning about a problem that does not prevent serving; nil for none.
    let warning: String?
    /// The port of the listener; 0 before `start`.
    private(set) var port = 0
    /// The authority that signs its certificates; nil for none.
    let authority: CertificateAuthority?
    private let tls: ServeTLS?

    /// The largest request body that is read, in bytes.
    ///
    /// It is twice the service's limit (U48, docs/sources.md), so that the simulated service rejects larger bodies
    /// itself.
    static let bodyLimit = 2 << 20

    /// The time that open requests have at the end; container runtimes kill after ten seconds.
    static let drain = Duration.seconds(3)

    /// Prepares a server, on `sockets` if there are any; it passes events to `notice`, and clients find it at `publicOrigin`.
    init(
        _ simulator: Simulator, host: String, port: Int, publicOrigin: Origin? = nil, tls: ServeTLS? = nil,
        sockets: [HTTPServerConfiguration.ListeningSocket] = [], connectionLimit: Int = 1024,
        log: RequestLog? = nil,
        notice: (@Sendable (ServerEvent) -> Void)? = nil
    ) throws(UsageError) {
        self.simulator = simulator
        self.host = host
        self.publicOrigin = publicOrigin
        self.tls = tls
        background = Background(simulator)
        var configuration = HTTPServerConfiguration(host: host, port: port)
        configuration.listeningSockets = sockets
        configuration.limits.bodyBytes = Self.bodyLimit
        configuration.limits.connections = min(simulator.settings.connectionLimit, connectionLimit)
        configuration.limits.unfinishedBytes = simulator.settings.bodyBudgetBytes
        configuration.timeouts.requestComplete = simulator.settings.requestDeadline
        configuration.timeouts.drain = Self.drain
        // The simulator dates its own responses; the server's own responses use the same clock.
        configuration.dateHeader = { [simulator] in
            HTTPDate.format(secondsSince1970: simulator.dateWithoutWaiting.secondsSinceEpoch)
        }
        configuration.notice = notice
        authority = try tls?.apply(to: &configuration, publicHost: publicOrigin?.host)
        warning = ServeTLS.warning(configuration.tls, certificate: tls?.ownCertificate)
        let handler: any HTTPHandler =
            if let authority {
                CertificateEndpoint(
                    path: ServeTLS.certificatePath, certificatePEM: authority.certificatePEM, next: simulator,
                    date: { [simulator] in
                        HTTPDate.format(secondsSince1970: simulator.dateWithoutWaiting.secondsSinceEpoch)
                    })
            } else {
                simulator
            }
        server = HTTPServer(handler: log?.observing(handler) ?? handler, configuration: configuration)
    }

    /// Starts to listen, tells the simulator its URL, starts its background work, and prepares the signing key.
    func start() throws(ServerError) {
        port = try server.start()
        simulator.baseURL = publicOrigin?.description ?? localURL
        simulator.tlsURL = tlsURL
        simulator.hostNames = tls?.names ?? []
        background.start()
        DispatchQueue.global().async { [simulator] in simulator.prepare() }
    }

    /// The URL from this machine.
    var localURL: String { origin(isSecure: tls?.listenMode == .port, port).description }

    /// The port for TLS besides plain HTTP; nil if there is none.
    var tlsPort: Int? { server.tlsPort }

    /// The URL for TLS besides plain HTTP; nil if there is none.
    var tlsURL: String? {
        guard case .besidePlain = tls?.listenMode, let port = server.tlsPort else { return nil }
        return origin(isSecure: true, port).description
    }

    /// Returns the origin of a port; a wildcard address is replaced by loopback, because clients cannot connect to it.
    private func origin(isSecure: Bool, _ port: Int) -> Origin {
        let name = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        let isEvery = !name.isEmpty && name.allSatisfy { "0.:".contains($0) }
        let reached = isEvery ? name.contains(":") ? "::1" : "127.0.0.1" : name
        return Origin(isSecure ? .https : .http, host: reached, port: port)
    }

    /// Ends the background work, so that it is in the journals, and then shuts the server down.
    ///
    /// It takes less than eight seconds, whatever clients and receivers do.
    func stop() {
        simulator.endClockMoves()
        background.stop()
        server.shutdown()
    }
}
