import InsightsAPI
import InsightsHTTP

/// The names of the token endpoint to which an assertion may be addressed (token-endpoint section 3.2).
///
/// They are the instance's public names, those of this machine, and the configured ones, each at a port that the
/// endpoint uses.
struct AcceptedAudiences: Sendable {
    private let hosts: Set<String>
    private let ports: Set<Int>

    /// Creates the names of an endpoint; `called` is the request's `Host`, whose port also counts as used.
    init(configured: [Origin], called: String?) {
        hosts = Set(configured.map(\.host))
        // The scheme of the request is unknown, so a missing port means the default port of either.
        let calls = called.flatMap { Authority($0) }.map { $0.port.map { [$0] } ?? [443, 80] } ?? []
        ports = Set(configured.map(\.port) + calls)
    }

    /// Returns whether an origin is one of the endpoint's.
    func contains(_ origin: Origin) -> Bool {
        if ServiceHosts.isLogin(origin.host) {
            return origin.isSecure && (origin.port == 443 || ports.contains(origin.port))
        }
        return (hosts.contains(origin.host) || origin.isLoopback) && ports.contains(origin.port)
    }
}
