import InsightsAPI
import InsightsFixtures
package import InsightsHTTP

/// The URLs of the token endpoint, and the issuer names in tokens and documents, Microsoft's or the simulator's own
/// (token-endpoint section 11.2).
package struct EndpointAddresses: Sendable {
    package let advertised: AdvertisedURL

    /// Creates the rule over the configured addresses.
    package init(advertised: AdvertisedURL) {
        self.advertised = advertised
    }

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

    // MARK: Base URLs

    /// Returns the base of URLs in a response, without a trailing slash.
    ///
    /// A request over TLS keeps its host and port if the host belongs to the simulator. That is loopback, a configured
    /// host, or a public name. For any other host the base is the address of TLS. For a plain request it is the
    /// configured address, because a proxy before the simulator may have terminated TLS. A public name of the token
    /// endpoint is always `https`, because clients accept nothing else. What trusted proxies state comes before all of
    /// this.
    package func base(for request: HTTPRequest) -> String {
        if let base = request.forwarding?.base { return base }
        let field = request.fields.firstValueBytes("Host")
        let role = field.flatMap(ServiceHosts.role(ofAuthority:))
        guard request.isSecure || role == .login else {
            // A public name of the service says nothing about where this simulator is.
            return advertised.plainBase(calledBy: request.remoteAddress == nil || role != nil ? nil : field)
        }
        guard let called = field.flatMap({ Authority(String(decoding: $0, as: UTF8.self)) }),
            role != nil || advertised.isOwn(host: called.host)
        else { return advertised.tlsText ?? advertised.text }
        let port = request.isSecure || called.port != 80 ? called.port : nil
        let origin = Origin(.https, host: called.host, port: port)
        return role == nil ? "\(origin)\(advertised.basePath)" : origin.description
    }

    /// Returns the base of the token endpoint for a client that called `base`: the service's public names grant no tokens.
    package static func tokenBase(_ base: String) -> String {
        Origin(url: base).map { ServiceHosts.service.contains($0.host) } == true ? ServiceHosts.loginOrigin : base
    }

    /// Returns the path of a base of URLs.
    static func path(of base: String) -> BasePath {
        Origin.split(url: base).flatMap { BasePath($0.rest) } ?? .root
    }

    // MARK: Issuers

    /// Returns the `iss` of a tenant's tokens, in v1 with a trailing slash; the identifier may be the pattern for any
    /// tenant.
    ///
    /// The simulator's own issuer begins with the base URL that the client uses, because clients compare it with the
    /// source of the metadata. If that is a public name, which is not the simulator's own, it begins with the HTTPS
    /// URL.
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
        let isOwn = base == advertised.text || Origin(url: base).map { self.isOwn(host: $0.host) } ?? false
        return isOwn ? base : advertised.secureText ?? advertised.text
    }

    /// Returns whether a host may be that of the simulator's own issuer: any that a proxy states, but no public name.
    private func isOwn(host: String) -> Bool {
        advertised.isOwn(host: host) || HostName.isAddress(host) && !advertised.isSet || advertised.accepts(host: host)
            || advertised.trustsForwarding && ServiceHosts.role(ofAuthority: Array(host.utf8)[...]) == nil
    }

    /// Returns the `iss` of a tenant's v1 tokens that are requested at the configured URL.
    func issuer(of context: any TenantContext) -> String {
        issuer(context.tenant.tenantID, .v1, context.tokenSettings.issuer, at: advertised.text)
    }

    /// Returns whether a text is the `iss` of a tenant's v1 tokens, requested at any of the endpoint's own URLs.
    func isIssuer(_ text: String, of context: any TenantContext) -> Bool {
        if text == issuer(of: context) { return true }
        let end = "/\(context.tenant.tenantID)/"
        guard context.tokenSettings.issuer == .own, let (origin, path) = Origin.split(url: text), path.hasSuffix(end),
            isOwn(host: origin.host)
        else { return false }
        // A proxy may state a path that is not configured.
        let base = path.dropLast(end.count)
        return base == advertised.basePath.description || advertised.trustsForwarding && BasePath(base) != nil
    }
}
