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
    private let proxies: ReverseProxyOptions
    private let unixSocket: UnixSocket?
    private let pollsEvents: EventPolling
    /// A warning about a problem that does not prevent serving; nil for none.
    let warning: String?
    /// The port of the listener; 0 before `start`.
    private(set) var port = 0
    /// The authority that signs its certificates; nil for none.
    let authority: CertificateAuthority?
    private let tls: ServeTLS?
    private let console: ConsoleOptions?

    /// The largest request body that is read, in bytes.
    ///
    /// It is twice the service's limit (U48, docs/sources.md), so that the simulated service rejects larger bodies
    /// itself.
    static let bodyLimit = 2 << 20

    /// The time that open requests have at the end; container runtimes kill after ten seconds.
    static let drain = Duration.seconds(3)

    /// Prepares a server, on `sockets` or a Unix socket if there are any; it passes events to `notice`.
    ///
    /// With `announcesIdle`, responses say how long a connection without a request is kept.
    init(
        _ simulator: Simulator, host: String, port: Int, proxies: ReverseProxyOptions = ReverseProxyOptions(),
        tls: ServeTLS? = nil, sockets: [HTTPServerConfiguration.ListeningSocket] = [], unixSocket: UnixSocket? = nil,
        connectionLimit: Int = 1024, announcesIdle: Bool = false, eventLoops: Int? = nil, log: RequestLog? = nil,
        console: ConsoleOptions? = nil,
        notice: (@Sendable (ServerEvent) -> Void)? = nil
    ) throws(UsageError) {
        self.simulator = simulator
        self.host = host
        self.proxies = proxies
        self.unixSocket = unixSocket
        self.tls = tls
        self.console = console
        background = Background(simulator)
        pollsEvents = EventPolling(simulator)
        var configuration = HTTPServerConfiguration(host: host, port: port)
        if let eventLoops { configuration.eventLoopCount = eventLoops }
        configuration.listeningSockets = sockets + [unixSocket?.socket].compactMap(\.self)
        configuration.limits.bodyBytes = Self.bodyLimit
        configuration.limits.connections = min(simulator.settings.connectionLimit, connectionLimit)
        configuration.limits.unfinishedBytes = simulator.settings.bodyBudgetBytes
        configuration.timeouts.requestComplete = simulator.settings.requestDeadline
        configuration.timeouts.keepAliveIdle = simulator.settings.idleTimeout
        configuration.timeouts.announcesIdle = announcesIdle
        configuration.timeouts.drain = Self.drain
        // The simulator dates its own responses; the server's own responses use the same clock.
        configuration.dateHeader = { [simulator] in
            HTTPDate.format(secondsSince1970: simulator.dateWithoutWaiting.secondsSinceEpoch)
        }
        configuration.notice = notice
        authority = try tls?.apply(to: &configuration, publicHost: proxies.publicURL?.origin.host)
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
        let withConsole = console?.handler(before: handler, of: simulator) ?? handler
        let logged = log?.observing(withConsole) ?? withConsole
        server = HTTPServer(handler: proxies.handler(before: logged), configuration: configuration)
    }

    /// Starts to listen, tells the simulator its URL, starts its background work, and prepares the signing key.
    func start() throws(ServerError) {
        port = try server.start()
        if let publicURL = proxies.publicURL {
            simulator.baseURL = publicURL.description
        } else {
            simulator.listens(at: localURL)
        }
        simulator.tlsURL = tlsURL.map { $0 + (proxies.publicURL?.basePath.description ?? "") }
        simulator.isBehindTrustedProxies = proxies.trusted != nil
        simulator.hostNames = tls?.names ?? []
        background.start()
        pollsEvents.start()
        DispatchQueue.global().async { [simulator] in simulator.prepare() }
    }

    /// The URL from this machine; at a Unix socket, what links begin with where a request names no host.
    var localURL: String { unixSocket == nil ? tcpURL : "http://localhost" }

    /// Where it listens, for people: a URL, or `unix:` and the path.
    var place: String { unixSocket.map { "unix:\($0.path)" } ?? localURL }

    private var tcpURL: String { origin(isSecure: tls?.listenMode == .port, port).description }

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
        console?.end()
        simulator.endClockMoves()
        simulator.events.end()
        background.stop()
        server.shutdown()
    }
}
