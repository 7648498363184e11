package import InsightsHTTP

/// Which hosts a server answers for when it is used as a forward proxy (RFC 9110 §3.7).
///
/// Requests for these names reach its handler and nothing else. All others are refused, but tunnels to hosts that are
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
        /// It is refused; `host` is the one it was for, if it is another one's.
        case refuse(HTTPResponse, host: String?)
    }

    private let names: Set<String>
    /// The hosts that tunnels lead to, with their ports.
    private let allowed: [String: Set<Int>]
    /// For the words of a refusal.
    private let listing: String

    /// Answers for these hosts.
    ///
    /// Names are compared whole and without regard to case. Tunnels to the `allowed` ones, given as `name` for port 443
    /// or as `name:port`, are passed through.
    public init(answeringFor names: [String], passingThrough allowed: [String] = []) {
        var ports: [String: Set<Int>] = [:]
        for (name, port) in allowed.compactMap({ HostName.split(authority: $0) }) {
            ports[name, default: []].insert(port ?? 443)
        }
        self.allowed = ports
        let known = names.compactMap { HostName.normalized($0) }
        self.names = Set(known)
        listing = known.joined(separator: ", ")
    }

    /// Decides about a request to a server that listens on these ports.
    package func decide(_ request: HTTPRequest, ownPorts: [Int], canTunnel: Bool) -> Decision {
        if request.method == .connect { return connect(request, canTunnel: canTunnel) }
        guard let authority = Self.authority(ofAbsolute: request.target) else { return .handle(request) }
        guard let (name, port) = HostName.split(authority: authority) else { return refuseForm() }
        let isOwn = port.map(ownPorts.contains) == true && (name == "localhost" || HostName.isAddress(name))
        guard isOwn || names.contains(name) else { return refuse(host: name) }
        // A proxy does not believe the Host beside an absolute target (RFC 9112 §3.2.2).
        var request = request
        request.fields.set("Host", to: String(authority))
        return .handle(request)
    }

    private func connect(_ request: HTTPRequest, canTunnel: Bool) -> Decision {
        guard let (name, port) = HostName.split(authority: request.target), let port else {
            return refuseForm()
        }
        guard names.contains(name) else {
            guard allowed[name]?.contains(port) == true else { return refuse(host: name) }
            return canTunnel ? .relay(name: name, port: port) : refuseNesting()
        }
        guard port == 443 || port == 80 else {
            return .refuse(Self.text(403, "only the ports 443 and 80 of '\(name)' are simulated"), host: nil)
        }
        return canTunnel ? .tunnel(name: name, speaksTLS: port == 443) : refuseNesting()
    }

    private func refuseNesting() -> Decision {
        .refuse(Self.text(400, "a tunnel within TLS is not supported: use an http:// proxy"), host: nil)
    }

    private func refuse(host: String) -> Decision {
        .refuse(
            Self.text(403, "'\(host)' is not simulated, and not passed on to; this proxy answers for \(listing)"),
            host: host)
    }

    private func refuseForm() -> Decision {
        .refuse(Self.text(400, "the request target has no host and port that can be understood"), host: nil)
    }

    /// The authority of a target in absolute form; nil for any other form.
    private static func authority(ofAbsolute target: String) -> Substring? {
        // The parser lets no other form through that begins with neither.
        if target.hasPrefix("/") || target == "*" { return nil }
        return target.drop { $0 != ":" }.dropFirst(3).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
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
