import InsightsAPI
import InsightsHTTP

/// The names by which the token endpoint is called: an assertion may be addressed to any of them (token-endpoint
/// section 3.2).
///
/// The instance's public names, this machine's, and those that are configured, each at a port the endpoint is called at.
struct AcceptedAudiences: Sendable {
    private let hosts: Set<String>
    private let ports: Set<Int>

    /// The names of an endpoint; `called` is the `Host` that a request names, whose port counts as called.
    init(configured: [Origin], called: String?) {
        hosts = Set(configured.map(\.host))
        // Which scheme a request came by is not said: without a port it is either's.
        let calls = called.flatMap { Authority($0) }.map { $0.port.map { [$0] } ?? [443, 80] } ?? []
        ports = Set(configured.map(\.port) + calls)
    }

    /// Whether an address begins with one of the names.
    func contains(_ origin: Origin) -> Bool {
        if ServiceHosts.isLogin(origin.host) {
            return origin.isSecure && (origin.port == 443 || ports.contains(origin.port))
        }
        return (hosts.contains(origin.host) || origin.isLoopback) && ports.contains(origin.port)
    }
}
