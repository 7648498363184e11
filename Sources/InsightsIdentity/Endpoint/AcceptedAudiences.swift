import InsightsAPI
import InsightsHTTP

/// The names of the token endpoint to which an assertion may be addressed (token-endpoint section 3.2).
///
/// They are the instance's public names, those of this machine, and the configured ones, each at a port that the
/// endpoint uses.
struct AcceptedAudiences: Sendable {
    private let hosts: Set<String>
    private let ports: Set<Int>
    /// The path below which the endpoint is called.
    private let basePath: BasePath

    /// Creates the names of an endpoint.
    ///
    /// `base` is that of URLs in the response, and `called` is the request's `Host`, whose port also counts as used.
    init(configured: [Origin], base: String, called: String?) {
        let configured = configured + [Origin(url: base)].compactMap(\.self)
        basePath = EndpointAddresses.path(of: base)
        hosts = Set(configured.map(\.host))
        // The scheme of the request is unknown, so a missing port means the default port of either.
        let calls = called.flatMap { Authority($0) }.map { $0.port.map { [$0] } ?? [443, 80] } ?? []
        ports = Set(configured.map(\.port) + calls)
    }

    /// Returns the segments of a path below that of the endpoint.
    func segments(of path: Substring) -> [String] {
        RequestTarget(parsing: basePath.removed(from: String(path))).segments
    }

    /// Returns whether an origin is one of the endpoint's.
    func contains(_ origin: Origin) -> Bool {
        if ServiceHosts.isLogin(origin.host) {
            return origin.isSecure && (origin.port == 443 || ports.contains(origin.port))
        }
        return (hosts.contains(origin.host) || origin.isLoopback) && ports.contains(origin.port)
    }
}
