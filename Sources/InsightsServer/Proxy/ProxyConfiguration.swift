package import InsightsHTTP

/// Which hosts a server answers for when it is used as a forward proxy (RFC 9110 §3.7).
///
/// It never connects to any of them: requests for these names reach its handler, all others are refused.
public struct ProxyConfiguration: Sendable {
    /// What is to be done with a request.
    package enum Decision {
        /// It is the handler's, in this form.
        case handle(HTTPRequest)
        /// It asks for a connection to a host that the server answers for, within TLS or in plain text.
        case tunnel(name: String, speaksTLS: Bool)
        /// It is refused; `host` is the one it was for, if it is another one's.
        case refuse(HTTPResponse, host: String?)
    }

    private let names: Set<String>
    /// For the words of a refusal.
    private let listing: String

    /// Answers for these hosts.
    ///
    /// Names are compared whole and without regard to case.
    public init(answeringFor names: [String]) {
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
        guard names.contains(name) else { return refuse(host: name) }
        guard port == 443 || port == 80 else {
            return .refuse(Self.text(403, "only the ports 443 and 80 of '\(name)' are simulated"), host: nil)
        }
        guard canTunnel else {
            return .refuse(Self.text(400, "a tunnel within TLS is not supported: use an http:// proxy"), host: nil)
        }
        return .tunnel(name: name, speaksTLS: port == 443)
    }

    private func refuse(host: String) -> Decision {
        .refuse(
            Self.text(403, "'\(host)' is not simulated, and this proxy passes nothing on; it answers for \(listing)"),
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
