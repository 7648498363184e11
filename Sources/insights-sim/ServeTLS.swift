import InsightsAPI
import InsightsHTTP
import InsightsQuery
import InsightsServer
import InsightsSimulator
import InsightsTime
import Synchronization

/// What `serve` is told about TLS and about being a proxy.
struct ServeTLS {
    static let options: [CommandSpecification.Option] = [
        .init(name: "--tls", value: nil, summary: "speak TLS on the port instead of plain HTTP"),
        .init(name: "--tls-port", value: "PORT", summary: "speak TLS there beside plain HTTP, 0 for any free port"),
        .init(
            name: "--tls-name", value: "NAME", summary: "a further host name to have a certificate for; repeatable",
            isRepeatable: true),
        .init(
            name: "--ca-dir", value: "DIR",
            summary: "keep the certificate authority there, made at first use (default: a new one at every start)"),
        .init(name: "--cert", value: "FILE", summary: "show this certificate instead, PEM, with the rest of its chain"),
        .init(name: "--key", value: "FILE", summary: "its private key, PEM"),
        .init(
            name: "--proxy", value: nil,
            summary: "be a forward proxy that answers for the service's real host names, and for no other"),
        .proxyAllow,
    ]

    /// The service's host names, and those that clients of the token endpoint use for one another.
    static let serviceHosts = ServiceHosts.login + ServiceHosts.service
    /// Each name below one of these is a region's.
    static let serviceDomains = [ServiceHosts.regionalLogin]

    let place: TLSConfiguration.Place
    let isProxy: Bool
    /// The further host names that certificates are for, in small letters where they are names.
    let names: [String]
    private let allowed: [String]
    private let folder: String?
    private let own: (certificate: String, key: String)?

    /// Nil where nothing of it is asked for.
    init?(_ arguments: ParsedArguments) throws(UsageError) {
        isProxy = arguments.has("--proxy")
        let port = try arguments.integer("--tls-port", in: 0...65535)
        names = arguments.all("--tls-name").map { HostName.normalized($0) ?? $0 }
        allowed = try Self.allowedHosts(arguments)
        guard isProxy || allowed.isEmpty else { throw .configuration("'--proxy-allow' is for '--proxy'") }
        folder = arguments["--ca-dir"]
        switch (arguments["--cert"], arguments["--key"]) {
        case (let certificate?, let key?): own = (certificate, key)
        case (nil, nil): own = nil
        default: throw .configuration("'--cert' and '--key' belong together")
        }
        if own != nil, folder != nil || !names.isEmpty {
            throw .configuration("'--cert' takes the place of '--ca-dir' and '--tls-name': give one or the other")
        }
        switch (arguments.has("--tls"), port) {
        case (true, nil): place = .port
        case (false, let port?): place = .besidePlain(port: port)
        case (true, _?):
            throw .configuration("'--tls' is for the port itself and '--tls-port' for another: give one of them")
        case (false, nil):
            guard isProxy else {
                guard folder == nil, own == nil, names.isEmpty else {
                    throw .configuration("certificates are for '--tls', '--tls-port' or '--proxy': give one of them")
                }
                return nil
            }
            place = .tunnels
        }
    }

    /// TLS on a port of its own, and a proxy that also leads to these hosts, with a new authority in memory.
    init(forClientsAllowed allowed: [String]) {
        place = .besidePlain(port: 0)
        isProxy = true
        names = []
        self.allowed = allowed
        folder = nil
        own = nil
    }

    /// The hosts of `--proxy-allow`.
    static func allowedHosts(_ arguments: ParsedArguments) throws(UsageError) -> [String] {
        let allowed = arguments.all("--proxy-allow")
        for authority in allowed where Authority(authority) == nil {
            throw .badValue(option: "--proxy-allow", value: authority, accepted: "a host name with or without a port")
        }
        return allowed
    }

    /// What people need to know to use it, in lines.
    func instructions(url: String, tlsURL: String?, authority: CertificateAuthority?) -> String {
        var lines: [String] = []
        if let tlsURL { lines.append("TLS: \(tlsURL)") }
        if !names.isEmpty { lines.append("Certificates also for: \(names.joined(separator: ", "))") }
        if isProxy {
            let hosts = Self.serviceHosts + Self.serviceDomains.map { "REGION.\($0)" } + names
            lines.append("Proxy: \(url) answers for \(hosts.joined(separator: ", "))")
        }
        if let authority {
            let place = authority.certificatePath ?? "new at every start (--ca-dir keeps one)"
            lines.append("Certificate authority: \(place); GET \(CertificateEndpoint.path)")
        }
        return lines.joined(separator: "\n")
    }

    /// What clients will find wrong with a certificate of one's own; nil for nothing.
    static func warning(_ configuration: TLSConfiguration?, certificate: String?) -> String? {
        guard let certificate else { return nil }
        return switch configuration?.validity {
        case .over: "warning: the certificate in \(certificate) is no longer valid: clients will refuse it"
        case .notYet: "warning: the certificate in \(certificate) is not valid yet: clients will refuse it"
        case .now, nil: nil
        }
    }

    /// The file with the certificate that is shown, where it is one's own.
    var ownCertificate: String? { own?.certificate }

    /// Has the server speak TLS, and be a proxy; returns the authority, if it has one.
    ///
    /// `publicHost` is the host that clients use, if it is known.
    func apply(
        to configuration: inout HTTPServerConfiguration, publicHost: String?
    ) throws(UsageError) -> CertificateAuthority? {
        if isProxy {
            configuration.proxy = ProxyConfiguration(
                answeringFor: Self.serviceHosts + names, subdomainsOf: Self.serviceDomains, passingThrough: allowed)
        }
        do throws(TLSError) {
            if let own {
                configuration.tls = try TLSConfiguration(
                    certificateFile: own.certificate, keyFile: own.key, place: place)
                return nil
            }
            let authority =
                if let folder { try CertificateAuthority(folder: folder) } else { try CertificateAuthority() }
            // Clients may ask for the host that is listened on; what is no host, the listener reports.
            let hosts = [configuration.host, publicHost].compactMap { $0.flatMap { HostName.normalized($0) } }
            configuration.tls = try TLSConfiguration(
                authority: authority, names: Self.serviceHosts + names + hosts, subdomainsOf: Self.serviceDomains,
                place: place)
            return authority
        } catch {
            throw .configuration("\(error)")
        }
    }
}

/// Answers `GET /_sim/ca.pem`, and leaves everything else to the simulator.
///
/// The certificate is no secret: it lets a client trust this simulator, and nothing more.
struct CertificateEndpoint: HTTPHandler {
    static let path = SimulatorEndpoints.administrationPath("ca.pem")

    let simulator: Simulator
    let certificatePEM: String

    func handle(_ request: HTTPRequest) -> HTTPReply {
        guard request.target == Self.path else { return simulator.handle(request) }
        var fields = HTTPFields([
            (name: "Date", value: HTTPDate.format(secondsSince1970: simulator.now.secondsSinceEpoch))
        ])
        guard request.method == .get || request.method == .head else {
            fields.append("Allow", "GET, HEAD")
            return .response(HTTPResponse(405, fields: fields))
        }
        fields.append("Content-Type", "application/x-pem-file")
        return .response(HTTPResponse(200, fields: fields, body: .bytes(Array(certificatePEM.utf8))))
    }
}

/// Prints what the server has to say, each thing once.
final class DeduplicatingPrinter: Sendable {
    /// So many different things are said at the most.
    private static let limit = 100

    private let said = Mutex<Set<ServerEvent>>([])
    private let say: @Sendable (String) -> Void

    init(_ say: @escaping @Sendable (String) -> Void) {
        self.say = say
    }

    func print(_ notice: ServerEvent) {
        let isNew = said.withLock { $0.count < Self.limit && $0.insert(notice).inserted }
        if isNew { say(notice.description) }
    }
}

extension CommandSpecification.Option {
    static let proxyAllow = Self(
        name: "--proxy-allow", value: "NAME[:PORT]",
        summary: "pass on what is for this host, by default on the ports of https and http; repeatable",
        isRepeatable: true)
}
