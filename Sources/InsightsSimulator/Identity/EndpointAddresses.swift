import InsightsAPI
import InsightsFixtures
import InsightsHTTP

/// The addresses by which the token endpoint is reached, and the names tokens and documents give their issuer:
/// Microsoft's, or the simulator's own (token-endpoint section 11.2).
struct EndpointAddresses: Sendable {
    /// Where the service is reached, without a slash at the end.
    let baseURL: @Sendable () -> String
    /// Where TLS is spoken beside that, without a slash at the end; nil if it is not.
    var tlsURL: @Sendable () -> String? = { nil }
    /// The names it is reached by within TLS besides, in small letters.
    var hostNames: @Sendable () -> [String] = { [] }

    /// Where TLS is spoken, on whichever port; nil if it is not.
    var secureURL: String? { tlsURL() ?? (baseURL().hasPrefix("https://") ? baseURL() : nil) }

    /// Every address by which it is reached, without a slash at the end.
    var addresses: [String] {
        let port = secureURL.flatMap(Self.port(of:))
        let named = hostNames().flatMap { name in ["https://\(name)"] + (port.map { ["https://\(name):\($0)"] } ?? []) }
        return [baseURL()] + (tlsURL().map { [$0] } ?? []) + named
    }

    /// The port that an address names.
    private static func port(of address: String) -> String? {
        let parts = address.split(separator: ":")
        return parts.count > 2 ? parts.last.map(String.init) : nil
    }

    // MARK: Where a request came

    /// Where the addresses begin that an answer names, without a slash at the end.
    ///
    /// That is the name that the request was sent to, where it is a public one of the instance or one there is a certificate
    /// for, which is how clients behind the proxy go on; otherwise the configured address, that of TLS where its port was
    /// asked; never any other name that a request calls its host.
    func base(of request: HTTPRequest) -> String {
        let authority = request.fields["Host"]?.lowercased() ?? ""
        let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
        let securePort = secureURL.flatMap(Self.port(of:))
        guard let host = parts.first.map(String.init), parts.count <= 2 else { return own(parts, securePort) }
        let port = parts.count == 2 ? UInt16(parts[1]) : nil
        let isUsual = port == nil || port == 443 || port == 80
        // Metadata is about https, however it was fetched.
        if ServiceHosts.isLogin(host) { return "https://\(host)" + (isUsual ? "" : ":\(port ?? 443)") }
        guard hostNames().contains(host) else { return own(parts, securePort) }
        if isUsual { return "https://\(host)" }
        return parts.last.map(String.init) == securePort ? "https://\(host):\(port ?? 443)" : baseURL()
    }

    /// The configured address, that of TLS where its port was asked.
    private func own(_ parts: [Substring], _ securePort: String?) -> String {
        guard parts.count > 1, parts.last.map(String.init) == securePort else { return baseURL() }
        return secureURL ?? baseURL()
    }

    // MARK: Names

    /// The `iss` of a tenant's tokens: v1 with a slash at the end, v2 without; the identifier may be the pattern that
    /// stands for any.
    ///
    /// The simulator's own begins as the addresses do that the client uses, since clients compare it with where the
    /// metadata came from; where that is a public name, which is not the simulator's own, it is the address of TLS.
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

    /// The `iss` of a tenant's v1 tokens that are asked for at the configured address.
    func name(of sandbox: TenantRuntime) -> String {
        name(sandbox.tenant.tenantID, .v1, sandbox.settings.token.issuer, at: baseURL())
    }

    /// Whether a text is the `iss` of a tenant's v1 tokens, by whichever of its own addresses they were asked for.
    func isName(_ text: String, of sandbox: TenantRuntime) -> Bool {
        if text == name(of: sandbox) { return true }
        let (tenantID, choice) = (sandbox.tenant.tenantID, sandbox.settings.token.issuer)
        return choice == .own && addresses.contains { text == name(tenantID, .v1, choice, at: $0) }
    }
}
