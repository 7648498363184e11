package import InsightsHTTP

/// Which hosts a server answers for when it is used as a forward proxy (RFC 9110 §3.7).
///
/// Requests for these names reach its handler and nothing else. All others are refused, but those for hosts that are
/// allowed by name: only to those it connects, and passes bytes on unseen.
public struct ProxyConfiguration: Sendable {
    /// What is to be done with a request.
    package enum Decision {
        /// It is the handler's, in this form.
        case handle(HTTPRequest)
        /// It asks for a connection to a host that the server answers for, within TLS or in plain text.
        case tunnel(name: String, speaksTLS: Bool)
        /// It asks for a connection to a host that is allowed.
        case relay(name: String, port: Int)
        /// It is for a host that is allowed, and is sent there as these bytes.
        case forward([UInt8], name: String, port: Int)
        /// It is refused; `host` is the one it was for, if it is another one's.
        case refuse(HTTPResponse, host: String?)
    }

    /// The ports of `https` and `http`, which the hosts that are answered for have.
    private static let ports = [443, 80]

    private let names: HostNames
    /// The hosts that requests are passed on to, with their ports; nil is the usual one of the scheme.
    private let allowed: [String: Set<Int?>]
    /// For the words of a refusal.
    private let listing: String

    /// Answers for these hosts.
    ///
    /// Names are compared whole and without regard to case; of the domains, each name with one label more is meant. What
    /// is for the `allowed` ones, given as `name` for the ports of https and http or as `name:port`, is passed
    /// on.
    public init(
        answeringFor names: [String], subdomainsOf domains: [String] = [], passingThrough allowed: [String] = []
    ) {
        var ports: [String: Set<Int?>] = [:]
        for authority in allowed.compactMap({ Authority($0) }) {
            ports[authority.host, default: []].insert(authority.port)
        }
        self.allowed = ports
        self.names = HostNames(names, subdomainsOf: domains)
        listing = self.names.listing.joined(separator: ", ")
    }

    /// Decides about a request to a server that listens on these ports; `canRelay` says whether bytes can be passed on
    /// from where it came.
    package func decide(_ request: HTTPRequest, ownPorts: [Int], canRelay: Bool) -> Decision {
        if request.method == .connect { return connect(request, canRelay: canRelay) }
        guard let target = AbsoluteTarget(request.target) else { return .handle(request) }
        guard let usualPort = Origin.Scheme(rawValue: target.scheme)?.defaultPort else {
            return refuse(400, "'\(target.scheme)://' is not understood: only http:// and https:// are")
        }
        guard let authority = Authority(target.authority) else { return refuseForm() }
        let (name, port) = (authority.host, authority.port)
        let isOwn = port.map(ownPorts.contains) == true && (name == "localhost" || HostName.isAddress(name))
        guard isOwn || names.contains(name) else {
            guard allows(name, port ?? usualPort, usualPort) else { return refuse(host: name) }
            guard target.scheme == "http" else {
                return refuse(400, "https:// to another host takes a tunnel: use CONNECT")
            }
            guard canRelay else { return refuseNesting() }
            guard let bytes = ForwardedRequest.bytes(request, target) else { return refuseForm() }
            return .forward(bytes, name: name, port: port ?? usualPort)
        }
        guard isOwn || Self.ports.contains(port ?? usualPort) else { return refusePort(of: name) }
        // A proxy does not believe the Host beside an absolute target (RFC 9112 §3.2.2).
        var request = request
        request.fields.set("Host", to: String(target.authority))
        return .handle(request)
    }

    private func connect(_ request: HTTPRequest, canRelay: Bool) -> Decision {
        guard let authority = Authority(request.target), let port = authority.port else { return refuseForm() }
        let name = authority.host
        guard names.contains(name) else {
            guard allows(name, port, 443) else { return refuse(host: name) }
            return canRelay ? .relay(name: name, port: port) : refuseNesting()
        }
        guard Self.ports.contains(port) else { return refusePort(of: name) }
        return .tunnel(name: name, speaksTLS: port == 443)
    }

    /// Whether a host is allowed on a port, which is the usual one where none was named.
    private func allows(_ name: String, _ port: Int, _ usualPort: Int) -> Bool {
        guard let ports = allowed[name] else { return false }
        return ports.contains(port) || port == usualPort && ports.contains(nil)
    }

    private func refusePort(of name: String) -> Decision {
        refuse(403, "only the ports 443 and 80 of '\(name)' are simulated")
    }

    private func refuseNesting() -> Decision {
        refuse(400, "nothing is passed on to other hosts within TLS: use an http:// proxy")
    }

    private func refuse(host: String) -> Decision {
        .refuse(
            Self.text(403, "'\(host)' is not simulated, and not passed on to; this proxy answers for \(listing)"),
            host: host)
    }

    private func refuseForm() -> Decision {
        refuse(400, "the request target has no host and port that can be understood")
    }

    private func refuse(_ status: HTTPStatus, _ explanation: String) -> Decision {
        .refuse(Self.text(status, explanation), host: nil)
    }

    private static func text(_ status: HTTPStatus, _ explanation: String) -> HTTPResponse {
        HTTPResponse(
            status, fields: HTTPFields([(name: "Content-Type", value: "text/plain; charset=utf-8")]),
            body: .bytes(Array("\(status): \(explanation)\n".utf8)))
    }
}

extension HTTPMethod {
    /// Asks a proxy for a tunnel.
    static let connect = HTTPMethod("CONNECT")
}
