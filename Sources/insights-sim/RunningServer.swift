import Dispatch
import InsightsHTTP
import InsightsQuery
import InsightsServer
import InsightsSimulator
import InsightsTime

/// A simulator behind a socket.
final class RunningServer {
    private let simulator: Simulator
    private let server: HTTPServer
    private let background: Background
    private let host: String
    /// Where clients are told it is, if that is not where it listens.
    private let publicOrigin: Origin?
    /// What is wrong, but does not keep it from serving.
    let warning: String?
    /// The port it listens on, once it does.
    private(set) var port = 0
    /// The authority its certificates are from, if it has one.
    let authority: CertificateAuthority?
    private let tls: ServeTLS?

    /// The largest request body that is read, in bytes.
    ///
    /// Twice what the service takes (U48), so that it is the service that refuses, in its own words.
    static let bodyLimit = 2 << 20

    /// Prepares to serve; `notice` hears of what clients cannot be told, and `publicOrigin` is where they find it.
    init(
        _ simulator: Simulator, host: String, port: Int, publicOrigin: Origin? = nil, tls: ServeTLS? = nil,
        notice: (@Sendable (ServerEvent) -> Void)? = nil
    ) throws(UsageError) {
        self.simulator = simulator
        self.host = host
        self.publicOrigin = publicOrigin
        self.tls = tls
        background = Background(simulator)
        var configuration = HTTPServerConfiguration(host: host, port: port)
        configuration.limits.bodyBytes = Self.bodyLimit
        // The simulator dates its own answers; those the server makes itself go by the same clock.
        configuration.dateHeader = { [simulator] in
            HTTPDate.format(secondsSince1970: simulator.now.secondsSinceEpoch)
        }
        configuration.notice = notice
        authority = try tls?.apply(to: &configuration, publicHost: publicOrigin?.host)
        warning = ServeTLS.warning(configuration.tls, certificate: tls?.ownCertificate)
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
        simulator.baseURL = publicOrigin?.description ?? localURL
        simulator.tlsURL = tlsURL
        simulator.hostNames = tls?.names ?? []
        background.start()
        DispatchQueue.global().async { [simulator] in simulator.prepare() }
    }

    /// Where it is reached from this machine.
    var localURL: String { origin(isSecure: tls?.place == .port, port).description }

    /// Where TLS is spoken beside plain HTTP; nil if it is not.
    var tlsURL: String? {
        guard case .besidePlain = tls?.place, let port = server.tlsPort else { return nil }
        return origin(isSecure: true, port).description
    }

    /// The address of a port; one that stands for every address of this machine is nobody's to connect to.
    private func origin(isSecure: Bool, _ port: Int) -> Origin {
        let name = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        let isEvery = !name.isEmpty && name.allSatisfy { "0.:".contains($0) }
        let reached = isEvery ? name.contains(":") ? "::1" : "127.0.0.1" : name
        return Origin(isSecure ? .https : .http, host: reached, port: port)
    }

    /// Ends what it does by itself, so that all of that is in the journals, and then answers nobody any more.
    func stop() {
        background.stop()
        server.shutdown()
    }
}
