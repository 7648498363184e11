import InsightsAPI
import InsightsFixtures

/// The names tokens and documents give their issuer: Microsoft's, or the simulator's own (token-endpoint section 11.2).
struct Issuers: Sendable {
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
    static func port(of address: String) -> String? {
        let parts = address.split(separator: ":")
        return parts.count > 2 ? parts.last.map(String.init) : nil
    }

    /// The `iss` of a tenant's tokens: v1 with a slash at the end, v2 without.
    func name(of sandbox: Sandbox, _ version: TokenVersion) -> String {
        name(sandbox.tenant.tenantID, version, sandbox.settings.token.issuer)
    }

    /// The name of an issuer by the setting; the identifier may be the pattern that stands for any.
    func name(_ tenantID: String, _ version: TokenVersion, _ choice: TokenSettings.Issuer) -> String {
        switch (choice, version) {
        case (.microsoft, .v1): "https://sts.windows.net/\(tenantID)/"
        case (.microsoft, .v2): "https://login.microsoftonline.com/\(tenantID)/v2.0"
        case (.own, .v1): "\(baseURL())/\(tenantID)/"
        case (.own, .v2): "\(baseURL())/\(tenantID)/v2.0"
        }
    }
}
