import InsightsAPI
import InsightsHTTP
import InsightsServer
import InsightsSimulator
import InsightsTime

/// The options of `serve` for TLS and for the proxy.
struct ServeTLS {
    static let options: [CommandSpecification.Option] = [
        .init(name: "--tls", value: nil, summary: "speak TLS on the port instead of plain HTTP"),
        .init(name: "--tls-port", value: "PORT", summary: "also speak TLS on this port, 0 for any free one"),
        .init(
            name: "--tls-name", value: "NAME", summary: "additional host name for certificates; repeatable",
            isRepeatable: true),
        .init(
            name: "--ca-dir", value: "DIR",
            summary: "folder of the certificate authority, created at first use (default: a new one at every start)"),
        .init(name: "--cert", value: "FILE", summary: "use this certificate instead, PEM, with the rest of its chain"),
        .init(name: "--key", value: "FILE", summary: "private key of --cert, PEM"),
        .init(
            name: "--proxy", value: nil,
            summary: "act as a forward proxy for the service's real host names only"),
        .proxyAllow,
    ]

    /// The service's host names, and the alternative names of the token endpoint.
    static let serviceHosts = ServiceHosts.login + ServiceHosts.service
    /// The domains whose subdomains are regional token endpoints.
    static let serviceDomains = [ServiceHosts.regionalLogin]

    /// The path of the authority's certificate.
    static let certificatePath = SimulatorEndpoints.administrationPath("ca.pem")

    let listenMode: TLSConfiguration.ListenMode
    let isProxy: Bool
    /// The additional host names in certificates, in lower case if they are valid.
    let names: [String]
    private let allowed: [String]
    private let folder: String?
    private let own: (certificate: String, key: String)?

    /// Reads the options; nil if none of them is given.
    init?(_ arguments: ParsedArguments) throws(UsageError) {
        isProxy = arguments.has("--proxy")
        let port = try arguments.integer("--tls-port", in: 0...65535)
        names = arguments.all("--tls-name").map { HostName.normalized($0) ?? $0 }
        allowed = try Self.allowedHosts(arguments)
        guard isProxy || allowed.isEmpty else { throw .configuration("'--proxy-allow' requires '--proxy'") }
        folder = arguments["--ca-dir"]
        switch (arguments["--cert"], arguments["--key"]) {
        case (let certificate?, let key?): own = (certificate, key)
        case (nil, nil): own = nil
        default: throw .configuration("'--cert' and '--key' must be given together")
        }
        if own != nil, folder != nil || !names.isEmpty {
            throw .configuration("'--cert' cannot be combined with '--ca-dir' or '--tls-name'")
        }
        switch (arguments.has("--tls"), port) {
        case (true, nil): listenMode = .port
        case (false, let port?): listenMode = .besidePlain(port: port)
        case (true, _?):
            throw .configuration("'--tls' and '--tls-port' cannot be combined")
        case (false, nil):
            guard isProxy else {
                guard folder == nil, own == nil, names.isEmpty else {
                    throw .configuration("certificate options require '--tls', '--tls-port' or '--proxy'")
                }
                return nil
            }
            listenMode = .tunnels
        }
    }

    /// Creates the options for running a client: TLS on a separate port, a proxy that allows some hosts, a new
    /// authority.
    init(forClientsAllowed allowed: [String]) {
        listenMode = .besidePlain(port: 0)
        isProxy = true
        names = []
        self.allowed = allowed
        folder = nil
        own = nil
    }

    /// Returns the hosts of `--proxy-allow`.
    static func allowedHosts(_ arguments: ParsedArguments) throws(UsageError) -> [String] {
        let allowed = arguments.all("--proxy-allow")
        for authority in allowed where Authority(authority) == nil {
            throw .badValue(option: "--proxy-allow", value: authority, accepted: "a host name with or without a port")
        }
        return allowed
    }

    /// Checks that the environment's proxies for allowed hosts can be used, before a client meets them.
    private static func checkUpstream(of allowed: [String]) throws(UsageError) {
        for authority in allowed.compactMap({ Authority($0) }) {
            for scheme in [Origin.Scheme.https, .http] {
                _ = try UpstreamProxies.ofEnvironment(for: Origin(scheme, authority))
            }
        }
    }

    /// Returns the instructions for people, one per line.
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
            lines.append("Certificate authority: \(place); GET \(Self.certificatePath)")
        }
        return lines.joined(separator: "\n")
    }

    /// Returns a warning if the validity of a given certificate is a problem; nil otherwise.
    static func warning(_ configuration: TLSConfiguration?, certificate: String?) -> String? {
        guard let certificate else { return nil }
        return switch configuration?.validity {
        case .over: "warning: the certificate in \(certificate) is no longer valid: clients will refuse it"
        case .notYet: "warning: the certificate in \(certificate) is not valid yet: clients will refuse it"
        case .now, nil: nil
        }
    }

    /// The path of the certificate given by `--cert`; nil if there is none.
    var ownCertificate: String? { own?.certificate }

    /// Configures TLS and the proxy of a server; returns the authority, or nil for a certificate given by `--cert`.
    ///
    /// `publicHost` is the host that clients use, if it is known.
    func apply(
        to configuration: inout HTTPServerConfiguration, publicHost: String?
    ) throws(UsageError) -> CertificateAuthority? {
        if isProxy {
            try Self.checkUpstream(of: allowed)
            configuration.proxy = ProxyConfiguration(
                servingNames: Self.serviceHosts + names, subdomainsOf: Self.serviceDomains, passingThrough: allowed,
                upstream: .ofEnvironment)
        }
        do throws(TLSError) {
            if let own {
                configuration.tls = try TLSConfiguration(
                    certificateFile: own.certificate, keyFile: own.key, listenMode: listenMode)
                return nil
            }
            let authority =
                if let folder { try CertificateAuthority(folder: folder) } else { try CertificateAuthority() }
            // Clients may use the listener's host; if it is not a valid name, the listener reports that.
            let hosts = [configuration.host, publicHost].compactMap { $0.flatMap { HostName.normalized($0) } }
            configuration.tls = try TLSConfiguration(
                authority: authority, names: Self.serviceHosts + names + hosts, subdomainsOf: Self.serviceDomains,
                listenMode: listenMode)
            return authority
        } catch {
            throw .configuration("\(error)")
        }
    }
}

extension CommandSpecification.Option {
    static let proxyAllow = Self(
        name: "--proxy-allow", value: "NAME[:PORT]",
        summary: "let the proxy forward to this host, by default on ports 443 and 80; repeatable",
        isRepeatable: true)
}
