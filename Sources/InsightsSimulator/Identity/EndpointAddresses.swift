import InsightsAPI
import InsightsFixtures
import InsightsHTTP

/// Decides which address a request was sent to, and so where every link, page, document and issuer of its response
/// begins (token-endpoint section 11.2).
struct EndpointAddresses: Sendable {
    let advertised: AdvertisedURL

    /// The origins by which the simulator is reached: the configured ones, and each further name of TLS with its port
    /// and with that of `https`.
    var origins: [Origin] {
        let securePort = advertised.secureText.flatMap { Origin(url: $0)?.port }
        let ports = Set([443, securePort ?? 443]).sorted()
        let named = advertised.hostNames.flatMap { host -> [Origin] in
            ports.map { Origin(.https, host: host, port: $0) }
        }
        let configured = [advertised.text, advertised.tlsText].compactMap(\.self).compactMap { Origin(url: $0) }
        return configured + named
    }

    // MARK: Where a request came

    /// Returns where the addresses in a response begin, without a slash at the end.
    ///
    /// A request over TLS keeps the host and port it was sent to, where the host is one of ours: this machine, a configured
    /// one, or a public name of the service. Sent to any other host, it gets the address of TLS. A plain request gets the
    /// configured address, which need not be where it came: a proxy before the simulator may have ended TLS. The public
    /// names of the token endpoint are always `https`, since clients go on with nothing else.
    func base(for request: HTTPRequest) -> String {
        let field = request.fields.firstValueBytes("Host")
        let role = field.flatMap(ServiceHosts.role(ofAuthority:))
        guard request.isSecure || role == .login else { return advertised.text }
        guard let called = field.flatMap({ Authority(String(decoding: $0, as: UTF8.self)) }),
            role != nil || advertised.isOwn(host: called.host)
        else { return advertised.tlsText ?? advertised.text }
        let port = request.isSecure || called.port != 80 ? called.port : nil
        return Origin(.https, host: called.host, port: port).description
    }

    /// Returns where the token endpoint is for who was answered at `base`: the service's public names grant no tokens.
    static func tokenBase(_ base: String) -> String {
        Origin(url: base).map { ServiceHosts.service.contains($0.host) } == true ? ServiceHosts.loginOrigin : base
    }

    // MARK: Issuers

    /// The `iss` of a tenant's tokens: v1 with a slash at the end, v2 without; the identifier may be the pattern that
    /// stands for any.
    ///
    /// The simulator's own begins as the addresses do that the client uses, since clients compare it with where the
    /// metadata came from; where that is a public name, which is not the simulator's own, it is the address of TLS.
    func issuer(
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
        let isOwn = base == advertised.text || Origin(url: base).map { advertised.isOwn(host: $0.host) } ?? false
        return isOwn ? base : advertised.secureText ?? advertised.text
    }

    /// The `iss` of a tenant's v1 tokens that are asked for at the configured address.
    func issuer(of sandbox: TenantRuntime) -> String {
        issuer(sandbox.tenant.tenantID, .v1, sandbox.settings.token.issuer, at: advertised.text)
    }

    /// Whether a text is the `iss` of a tenant's v1 tokens, by whichever of its own addresses they were asked for.
    func isIssuer(_ text: String, of sandbox: TenantRuntime) -> Bool {
        if text == issuer(of: sandbox) { return true }
        guard sandbox.settings.token.issuer == .own, let (origin, path) = Origin.split(url: text) else { return false }
        return path == "/\(sandbox.tenant.tenantID)/" && advertised.isOwn(host: origin.host)
    }
}
