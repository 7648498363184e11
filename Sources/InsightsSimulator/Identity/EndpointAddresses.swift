import InsightsAPI
import InsightsFixtures
import InsightsHTTP

/// The URLs of the token endpoint, and the issuer names in tokens and documents, Microsoft's or the simulator's own
/// (token-endpoint section 11.2).
struct EndpointAddresses: Sendable {
    /// The current base URL of the service, without a trailing slash.
    let baseURL: @Sendable () -> String
    /// The current URL of the additional HTTPS listener, without a trailing slash; nil if there is none.
    var tlsURL: @Sendable () -> String? = { nil }
    /// The current additional host names of HTTPS, in lower case.
    var hostNames: @Sendable () -> [String] = { [] }

    /// The URL for HTTPS, on any listener; nil if there is none.
    var secureURL: String? { tlsURL() ?? (baseURL().hasPrefix("https://") ? baseURL() : nil) }

    /// All URLs of the endpoint, without a trailing slash.
    var addresses: [String] {
        let port = secureURL.flatMap(Self.port(of:))
        let named = hostNames().flatMap { name in ["https://\(name)"] + (port.map { ["https://\(name):\($0)"] } ?? []) }
        return [baseURL()] + (tlsURL().map { [$0] } ?? []) + named
    }

    /// Returns the port in a URL; nil if it has none.
    private static func port(of address: String) -> String? {
        let parts = address.split(separator: ":")
        return parts.count > 2 ? parts.last.map(String.init) : nil
    }

    // MARK: Base URLs

    /// Returns the base of URLs in a response, without a trailing slash.
    ///
    /// The name in `Host` is used if it is a public name of the instance, or a name with a certificate. Clients behind
    /// the proxy continue with that name. Otherwise the base is the configured URL, or that of HTTPS if the request
    /// used its port. Other host names in a request are never used.
    func base(of request: HTTPRequest) -> String {
        let authority = request.fields["Host"]?.lowercased() ?? ""
        let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
        let securePort = secureURL.flatMap(Self.port(of:))
        guard let host = parts.first.map(String.init), parts.count <= 2 else { return own(parts, securePort) }
        let port = parts.count == 2 ? UInt16(parts[1]) : nil
        let isUsual = port == nil || port == 443 || port == 80
        // Metadata is about https, even if it was requested by http.
        if ServiceHosts.isLogin(host) { return "https://\(host)" + (isUsual ? "" : ":\(port ?? 443)") }
        guard hostNames().contains(host) else { return own(parts, securePort) }
        if isUsual { return "https://\(host)" }
        return parts.last.map(String.init) == securePort ? "https://\(host):\(port ?? 443)" : baseURL()
    }

    /// Returns the configured URL, or that of HTTPS if the request used its port.
    private func own(_ parts: [Substring], _ securePort: String?) -> String {
        guard parts.count > 1, parts.last.map(String.init) == securePort else { return baseURL() }
        return secureURL ?? baseURL()
    }

    // MARK: Names

    /// Returns the `iss` of a tenant's tokens, in v1 with a trailing slash; the identifier may be the pattern for any
    /// tenant.
    ///
    /// The simulator's own issuer begins with the base URL that the client uses, because clients compare it with the
    /// source of the metadata. If that is a public name, which is not the simulator's own, it begins with the HTTPS
    /// URL.
    func name(
        _ tenantID: String, _ version: TokenVersion, _ choice: TokenSettings.Issuer, at base: String
    ) -> String {
        switch (choice, version) {
        case (.microsoft, .v1): "https://sts.windows.net/\(tenantID)/"
        case (.microsoft, .v2): "https://login.microsoftonline.com/\(tenantID)/v2.0"
        case (.own, .v1): "\(ownBase(base))/\(tenantID)/"
        case (.own, .v2): "\(ownBase(base))/\(tenantID)/v2.0"
        }
    }

    private func ownBase(_ base: String) -> String {
        addresses.contains(base) ? base : secureURL ?? baseURL()
    }

    /// Returns the `iss` of a tenant's v1 tokens that are requested at the configured URL.
    func name(of sandbox: TenantRuntime) -> String {
        name(sandbox.tenant.tenantID, .v1, sandbox.settings.token.issuer, at: baseURL())
    }

    /// Returns whether a text is the `iss` of a tenant's v1 tokens, requested at any of the endpoint's own URLs.
    func isName(_ text: String, of sandbox: TenantRuntime) -> Bool {
        if text == name(of: sandbox) { return true }
        let (tenantID, choice) = (sandbox.tenant.tenantID, sandbox.settings.token.issuer)
        return choice == .own && addresses.contains { text == name(tenantID, .v1, choice, at: $0) }
    }
}
