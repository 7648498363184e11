import InsightsAPI
import InsightsHTTP

/// The names tokens and documents give their issuer: Microsoft's, or the simulator's own (token-endpoint section 11.2).
struct Issuers: Sendable {
    let choice: TokenSettings.Issuer
    /// Where the service is reached, without a slash at the end.
    let baseURL: @Sendable () -> String
    /// Where TLS is spoken beside that, without a slash at the end; nil if it is not.
    var tlsURL: @Sendable () -> String? = { nil }
    /// Further host names under which it is reached.
    var names: @Sendable () -> [String] = { [] }

    /// Where the addresses begin that an answer names, without a slash at the end.
    ///
    /// That is the instance's public name that the request was sent to, which is how clients behind the proxy go on, or
    /// the configured base address, that of TLS where its port was asked; never any other name that a request calls its
    /// host.
    func base(of request: HTTPRequest) -> String {
        let authority = request.fields["Host"]?.lowercased() ?? ""
        let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
        guard let host = parts.first.map(String.init), PublicHosts.login.contains(host), parts.count <= 2 else {
            guard let secure = tlsURL(), parts.count > 1, secure.split(separator: ":").last == parts.last else {
                return baseURL()
            }
            return secure
        }
        // Metadata is about https, however it was fetched.
        guard parts.count == 2, let port = UInt16(parts[1]), port != 443, port != 80 else { return "https://\(host)" }
        return "https://\(host):\(port)"
    }

    /// The `iss` of a tenant's tokens: v1 with a slash at the end, v2 without.
    ///
    /// The simulator's own begins as the addresses do that the client uses, since clients compare it with where the
    /// metadata came from; where that is a public name, which is not the simulator's own, it is the address of TLS.
    func name(_ tenantID: String, _ version: TokenVersion, at base: String) -> String {
        let base = base == baseURL() ? base : tlsURL() ?? baseURL()
        return switch (choice, version) {
        case (.microsoft, .v1): "https://sts.windows.net/\(tenantID)/"
        case (.microsoft, .v2): "https://login.microsoftonline.com/\(tenantID)/v2.0"
        case (.own, .v1): "\(base)/\(tenantID)/"
        case (.own, .v2): "\(base)/\(tenantID)/v2.0"
        }
    }

    /// Whether a text is the `iss` of a tenant's v1 tokens, by whichever of its own names they were asked for.
    func isName(_ text: String, of tenantID: String) -> Bool {
        text == name(tenantID, .v1, at: baseURL())
            || choice == .own && tlsURL().map { text == name(tenantID, .v1, at: $0) } ?? false
    }
}
