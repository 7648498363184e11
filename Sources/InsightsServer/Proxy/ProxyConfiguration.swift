package import InsightsHTTP

/// The hosts for which a server responds as a forward proxy (RFC 9110 §3.7).
///
/// Requests for these hosts reach only its handler. Requests for hosts that are allowed by name are relayed without
/// inspection; all others are rejected.
public struct ProxyConfiguration: Sendable {
    /// The decision about a request.
    package enum Decision {
        /// Pass the request to the handler in this form.
        case handle(HTTPRequest)
        /// Accept a tunnel to a host for which this server responds, with TLS or plain text inside.
        case tunnel(name: String, speaksTLS: Bool)
        /// Accept a tunnel to an allowed host.
        case relay(name: String, port: Int, via: UpstreamProxy?)
        /// Send these bytes to an allowed host.
        case forward([UInt8], name: String, port: Int, via: UpstreamProxy?)
        /// Reject the request; `host` is its host if this proxy neither simulates nor allows that host.
        case refuse(HTTPResponse, host: String?)
    }

    /// The ports of `https` and `http`, the only ones that the simulated hosts have.
    private static let ports = [443, 80]

    private let names: HostNames
    /// The allowed hosts with their ports; a nil port means the scheme's default port.
    private let allowed: [String: Set<Int?>]
    /// The proxies on the way to allowed hosts.
    private let upstream: UpstreamProxies
    /// The simulated hosts, as rejections list them.
    private let listing: String

    /// Creates a configuration that responds for hosts.
    ///
    /// Names are compared as a whole, regardless of case. `domains` includes every name with exactly one more label.
    /// Requests for `allowed` hosts are relayed, through the `upstream` proxies if there are any. An allowed host is
    /// `name`, for the default ports, or `name:port`.
    public init(
        servingNames names: [String], subdomainsOf domains: [String] = [], passingThrough allowed: [String] = [],
        upstream: UpstreamProxies = .none
    ) {
        self.upstream = upstream
        var ports: [String: Set<Int?>] = [:]
        for authority in allowed.compactMap({ Authority($0) }) {
            ports[authority.host, default: []].insert(authority.port)
        }
        self.allowed = ports
        self.names = HostNames(names, subdomainsOf: domains)
        listing = self.names.listing.joined(separator: ", ")
    }

    /// Decides about a request to a server that listens on `ownPorts`.
    ///
    /// `canRelay` is true if bytes of the request's connection can be relayed, which they cannot inside TLS.
    package func decide(_ request: HTTPRequest, ownPorts: [Int], canRelay: Bool) -> Decision {
        if request.method == .connect { return connect(request, ownPorts: ownPorts, canRelay: canRelay) }
        guard let target = AbsoluteTarget(request.target) else { return .handle(request) }
        guard let usualPort = Origin.Scheme(rawValue: target.scheme)?.defaultPort else {
            return refuse(400, "'\(target.scheme)://' is not understood: only http:// and https:// are")
        }
        guard let authority = Authority(target.authority) else { return refuseForm() }
        let (name, port) = (authority.host, authority.port)
        let isOwn = port.map(ownPorts.contains) == true && (name == "localhost" || HostName.isAddress(name))
        guard isOwn || names.contains(name) else {
            guard allows(name, port ?? usualPort, usualPort) else { return refuse(host: name) }
            guard !Self.isSelf(name, port ?? usualPort, ownPorts) else { return refuseSelf(name) }
            guard target.scheme == "http" else {
                return refuse(400, "https:// to another host takes a tunnel: use CONNECT")
            }
            guard canRelay else { return refuseNesting() }
            return forward(request, target, to: Origin(.http, host: name, port: port))
        }
        guard isOwn || Self.ports.contains(port ?? usualPort) else { return refusePort(of: name) }
        // A proxy must ignore `Host` if the target is absolute (RFC 9112 §3.2.2).
        var request = request
        request.fields.set("Host", to: String(target.authority))
        return .handle(request)
    }

    private func forward(_ request: HTTPRequest, _ target: AbsoluteTarget, to origin: Origin) -> Decision {
        do throws(UpstreamProxyError) {
            let proxy = try upstream.proxy(for: origin)
            guard let bytes = ForwardedRequest.bytes(request, target, via: proxy) else { return refuseForm() }
            return .forward(bytes, name: origin.host, port: origin.port, via: proxy)
        } catch {
            return refuse(502, error.description)
        }
    }

    private func connect(_ request: HTTPRequest, ownPorts: [Int], canRelay: Bool) -> Decision {
        guard let authority = Authority(request.target), let port = authority.port else { return refuseForm() }
        let name = authority.host
        guard names.contains(name) else {
            guard allows(name, port, 443) else { return refuse(host: name) }
            guard !Self.isSelf(name, port, ownPorts) else { return refuseSelf(name) }
            guard canRelay else { return refuseNesting() }
            do throws(UpstreamProxyError) {
                // A tunnel is for TLS, whatever its port.
                let proxy = try upstream.proxy(for: Origin(.https, host: name, port: port))
                return .relay(name: name, port: port, via: proxy)
            } catch {
                return refuse(502, error.description)
            }
        }
        guard Self.ports.contains(port) else { return refusePort(of: name) }
        return .tunnel(name: name, speaksTLS: port == 443)
    }

    /// Returns whether a host is allowed on a port; `usualPort` is the scheme's default.
    private func allows(_ name: String, _ port: Int, _ usualPort: Int) -> Bool {
        guard let ports = allowed[name] else { return false }
        return ports.contains(port) || port == usualPort && ports.contains(nil)
    }

    /// Returns whether a host and port are those of this server, where a request would count as one of this machine.
    ///
    /// A name is resolved later (`Tunnel`).
    private static func isSelf(_ name: String, _ port: Int, _ ownPorts: [Int]) -> Bool {
        ownPorts.contains(port) && (Loopback.contains(host: name) || MachineAddresses.contains(name))
    }

    private func refuseSelf(_ name: String) -> Decision {
        refuse(403, "'\(name)' with this port is this server itself, to which nothing is passed on")
    }

    private func refusePort(of name: String) -> Decision {
        refuse(403, "only the ports 443 and 80 of '\(name)' are simulated")
    }

    private func refuseNesting() -> Decision {
        refuse(400, "nothing is passed on to other hosts within TLS: use an http:// proxy")
    }

    private func refuse(host: String) -> Decision {
        .refuse(
            Self.text(403, "'\(host)' is neither simulated nor allowed; this proxy serves \(listing)"),
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
    /// The method that requests a tunnel from a proxy.
    static let connect = HTTPMethod("CONNECT")
}
