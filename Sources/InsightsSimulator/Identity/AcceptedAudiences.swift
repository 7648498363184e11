import InsightsAPI

/// The names by which the token endpoint is called: an assertion may be addressed to any of them (token-endpoint
/// section 3.2).
///
/// The instance's public names, this machine's, and those that are configured, each at a port the endpoint is called at.
struct AcceptedAudiences: Sendable {
    private let hosts: Set<String>
    private let ports: Set<Int>

    /// The names of an endpoint; `called` is the `Host` that a request names, whose port counts as called.
    init(configured: [String], called: String?) {
        let own = configured.compactMap { AddressOrigin(parsing: $0) }
        hosts = Set(own.map(\.host))
        // Which scheme a request came by is not said: without a port it is either's.
        let calls = [true, false].compactMap { isSecure in
            called.flatMap { AddressOrigin(authority: $0, isSecure: isSecure)?.port }
        }
        ports = Set(own.map(\.port) + calls)
    }

    /// Whether an address begins with one of the names.
    func contains(_ origin: AddressOrigin) -> Bool {
        if ServiceHosts.isLogin(origin.host) {
            return origin.isSecure && (origin.port == 443 || ports.contains(origin.port))
        }
        return (hosts.contains(origin.host) || Loopback.contains(authority: origin.host)) && ports.contains(origin.port)
    }
}
