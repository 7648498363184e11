import InsightsAPI
import InsightsFixtures
package import InsightsHTTP

/// A request below a tenant's name, with everything that its URL, its fields and its form say.
///
/// Each of them is parsed once, when the request is routed; validation and explanations of errors use the results.
package struct IdentityRequest: Sendable {
    package let route: IdentityRoute
    package let request: HTTPRequest
    let target: RequestTarget
    /// The form of a token request; nil for a document.
    package let form: TokenForm?
    /// The tenant that the URL names or the form implies, or the reason why there is none.
    let tenant: Result<any TenantContext, TokenError>
    /// The form's values, read with the settings of the tenant; the default tenant's while it is unknown.
    let values: Result<TokenForm.Values, TokenError>

    /// Reads a request of a route.
    package init(
        _ route: IdentityRoute, _ request: HTTPRequest, _ target: RequestTarget, in directory: any TenantLookup
    ) {
        self.route = route
        self.request = request
        self.target = target
        guard !route.isSignIn else {
            form = TokenForm(request)
            values = .success(TokenForm.Values())
            let parameters = request.method == .post ? form?.parameters : target.parameters
            tenant = Result { () throws(TokenError) in try Self.signInTenant(route, request, parameters, in: directory)
            }
            return
        }
        guard case .token(let name, let version) = route else {
            form = nil
            values = .success(TokenForm.Values())
            tenant = Self.name(in: route).flatMap(directory.context).map(Result.success) ?? .failure(.noTenant)
            return
        }
        let form = TokenForm(request)
        self.form = form
        let tenant = Result { () throws(TokenError) in try Self.tenant(name, version, form, in: directory) }
        self.tenant = tenant
        let context = (try? tenant.get()) ?? directory.defaultContext
        values = Result { () throws(TokenError) in try form.values(context.tokenSettings) }
    }

    /// The tenant of the request; nil if its URL and form name no known tenant.
    package var knownTenant: (any TenantContext)? { try? tenant.get() }

    /// The parameters of a sign-in, in the address or in the form of a POST.
    package var signInParameters: Parameters? { request.method == .post ? form?.parameters : target.parameters }

    /// Whether its response may wait for an issuer, whose keys are at an address.
    package var waitsForIssuer: Bool {
        guard case .token = route, let form = try? values.get(), form.assertion != nil, let clientID = form.clientID,
            let application = knownTenant?.tenant.application(withClientID: clientID)
        else { return false }
        return application.federatedCredentials.contains { if case .url = $0.keys { true } else { false } }
    }

    // MARK: Tenants

    /// Returns the tenant's name in the route of a document; nil for a document that belongs to none.
    private static func name(in route: IdentityRoute) -> String? {
        switch route {
        case .metadata(let name, _), .keys(let name, _), .token(let name, _), .authorize(let name, _),
            .deviceCode(let name, _), .logout(let name, _), .login(let name), .deviceLogin(let name):
            name
        case .userRealm(let user): IdentityRoute.domain(of: user)
        case .instance: nil
        }
    }

    /// Returns the tenant that the URL names, or that the form implies if the URL names none (token-endpoint section
    /// 1.1).
    private static func tenant(
        _ name: String, _ version: TokenVersion, _ form: TokenForm, in directory: any TenantLookup
    ) throws(TokenError) -> any TenantContext {
        switch (name.lowercased(), version) {
        case ("common", .v2), ("consumers", .v2):
            let values = try form.values(directory.defaultContext.tokenSettings)
            guard values.grant != .password else { throw .grantNeedsTenant }
            return try impliedTenant(values, version, in: directory)
        case ("common", .v1), ("organizations", _):
            return try impliedTenant(
                try form.values(directory.defaultContext.tokenSettings), version, in: directory)
        case (let folded, _):
            if let context = directory.context(named: folded) { return context }
            throw folded.isGUID || folded.isDomainName ? .tenantNotFound(name) : .malformedTenant(name)
        }
    }

    /// Returns the tenant of a sign-in that the URL names, or that its application, user or code implies.
    private static func signInTenant(
        _ route: IdentityRoute, _ request: HTTPRequest, _ parameters: Parameters?, in directory: any TenantLookup
    ) throws(TokenError) -> any TenantContext {
        let name = name(in: route) ?? ""
        guard ["common", "organizations"].contains(name.lowercased()) else {
            if let context = directory.context(named: name) { return context }
            throw name.isGUID || name.isDomainName || name.lowercased() == "consumers"
                ? .tenantNotFound(name) : .malformedTenant(name)
        }
        if case .deviceLogin = route {
            guard let userCode = parameters?["user_code"] else { return directory.defaultContext }
            return holder(in: directory) { $0.devices.entry(userCode: userCode) != nil } ?? directory.defaultContext
        }
        if case .logout = route {
            guard let session = SignInCookie.read(request) else { return directory.defaultContext }
            return holder(in: directory) { $0.sessions[session] != nil } ?? directory.defaultContext
        }
        guard let clientID = parameters?["client_id"] else { throw .missingParameter(.clientID) }
        if let domain = parameters?["login_hint"].flatMap(IdentityRoute.domain),
            let context = directory.context(named: domain),
            context.tenant.application(withClientID: clientID) != nil
        {
            return context
        }
        let context = directory.allContexts.first { $0.tenant.application(withClientID: clientID) != nil }
        guard let context else {
            throw .applicationNotFound(clientID: clientID, tenant: name)
        }
        return context
    }

    /// Returns the tenant that holds something, such as a code; nil if there is none.
    private static func holder(
        in directory: any TenantLookup, where isHeld: @Sendable (IdentityState) -> Bool
    ) -> (any TenantContext)? {
        directory.allContexts.first { context in context.withIdentity { state, _ in isHeld(state) } }
    }

    private static func impliedTenant(
        _ values: TokenForm.Values, _ version: TokenVersion, in directory: any TenantLookup
    ) throws(TokenError) -> any TenantContext {
        switch values.grant {
        case .password:
            guard let domain = values.username?.split(separator: "@").last else { throw .noTenant }
            guard let context = directory.context(named: String(domain)) else {
                throw .userNotFound(tenant: String(domain), version: version)
            }
            return context
        case .refreshToken:
            guard let token = values.refreshToken else { throw .noTenant }
            let context = holder(in: directory) { $0.refreshTokens.entry(for: token) != nil }
            guard let context else { throw .invalidGrant }
            return context
        case .authorizationCode:
            guard let code = values.code else { throw .noTenant }
            let context = holder(in: directory) { $0.codes.entry(for: code) != nil }
            guard let context else { throw .invalidGrant }
            return context
        case .deviceCode:
            guard let code = values.deviceCode else { throw .noTenant }
            let context = holder(in: directory) { $0.devices.entry(for: code) != nil }
            guard let context else { throw .unknownDeviceCode }
            return context
        // An application alone does not imply a tenant.
        case .clientCredentials: throw .noTenant
        }
    }
}
