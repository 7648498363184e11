import InsightsAPI

/// The names of the token endpoint to which an assertion may be addressed (token-endpoint section 3.2).
///
/// They are the instance's public names, those of this machine, and the configured ones, each at a port that the
/// endpoint uses.
struct AcceptedAudiences: Sendable {
    private let hosts: Set<String>
    private let ports: Set<Int>

    /// Creates the names of an endpoint; `called` is the request's `Host`, whose port also counts as used.
    init(configured: [String], called: String?) {
        let own = configured.compactMap { AddressOrigin(parsing: $0) }
        hosts = Set(own.map(\.host))
        // The scheme of the request is unknown, so a missing port means the default port of either.
        let calls = [true, false].compactMap { isSecure in
            called.flatMap { AddressOrigin(authority: $0, isSecure: isSecure)?.port }
        }
        ports = Set(own.map(\.port) + calls)
    }

    /// Returns whether an origin is one of the endpoint's.
    func contains(_ origin: AddressOrigin) -> Bool {
        if ServiceHosts.isLogin(origin.host) {
            return origin.isSecure && (origin.port == 443 || ports.contains(origin.port))
        }
        return (hosts.contains(origin.host) || Loopback.contains(authority: origin.host)) && ports.contains(origin.port)
    }
}
