import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsQuery

/// Answers `POST /{tenant}/oauth2/token` (seed 002, token-endpoint sections 2 to 4, order of checks 12.1).
struct TokenEndpoint: Sendable {
    let directory: TenantDirectory
    let settings: Settings
    let key: @Sendable () -> SigningKey

    /// The resources the directory knows (token-endpoint section 5.2).
    static let knownResources =
        Settings.knownResources + [
            azureADGraphID, "20e940b3-4c77-4b0b-9a53-9e16a1b010a7", "https://api.partner.microsoft.com",
            "https://graph.ppe.windows.net",
        ]

    /// Azure AD Graph by its identifier: what an application without `resource` gets a token for (section 5.3).
    static let azureADGraphID = "00000002-0000-0000-c000-000000000000"

    /// Grants a token, or says why not.
    ///
    /// Steps 1 to 4 were `TokenRequest`'s.
    func grant(_ request: TokenRequest) throws(TokenError) -> TokenResponse {
        switch request.grantType {
        case "client_credentials": try clientCredentials(request)
        case "password": try password(request)
        case "refresh_token": try refreshToken(request)
        default: throw .unsupportedGrant(request.grantType)
        }
    }

    private func clientCredentials(_ request: TokenRequest) throws(TokenError) -> TokenResponse {
        guard request.clientSecret != nil else { throw .missingCredential }
        let sandbox = try sandbox(of: request)
        let application = try authenticate(request, in: sandbox)
        let resource = try resource(request.resource ?? Self.azureADGraphID, sandbox)
        return issue(sandbox, application, user: nil, resource: resource, wantsIDToken: false, request)
    }

    private func password(_ request: TokenRequest) throws(TokenError) -> TokenResponse {
        let sandbox = try sandbox(of: request)
        guard request.clientID != nil else { throw .missingParameter("client_id") }
        guard let username = request.username else { throw .missingParameter("username") }
        guard let password = request.password else { throw .missingParameter("password") }
        // The user is checked before the application, as public observations suggest.
        let user = sandbox.tenant.user(named: username)
        let isRight = Digest.equal(password, user?.password ?? "")
        guard let user else { throw .userNotFound(tenant: sandbox.tenant.displayName) }
        guard isRight else { throw .invalidPassword }
        let application = try authenticate(request, in: sandbox)
        guard let named = request.resource else { throw .missingParameter("resource") }
        let resource = try resource(named, sandbox)
        return issue(
            sandbox, application, user: user, resource: resource, wantsIDToken: Self.wantsIDToken(request), request)
    }

    private func refreshToken(_ request: TokenRequest) throws(TokenError) -> TokenResponse {
        let sandbox = try sandbox(of: request)
        guard request.clientID != nil else { throw .missingParameter("client_id") }
        guard let token = request.refreshToken else { throw .missingParameter("refresh_token") }
        let application = try authenticate(request, in: sandbox)
        let entry = sandbox.withState { state, _ in state.refreshTokens.entry(for: token) }
        guard let entry, entry.clientID == application.clientID,
            let user = sandbox.tenant.user(named: entry.userPrincipalName)
        else { throw .invalidGrant }
        let resource = try resource(request.resource ?? entry.resource, sandbox)
        return issue(
            sandbox, application, user: user, resource: resource,
            wantsIDToken: entry.wantsIDToken || Self.wantsIDToken(request), request)
    }

    /// The tenant a request is for, as far as its address and its form tell; nil if they name none that is known.
    func sandbox(addressed tenant: String, _ request: HTTPRequest) -> Sandbox? {
        let name = tenant.lowercased()
        guard name == "common" || name == "organizations" else { return directory.sandbox(named: name) }
        return (try? TokenRequest(request, tenant: name)).flatMap { try? sandbox(of: $0) }
    }

    /// The tenant the address names, or at `/common` the one that the credentials imply (token-endpoint section 1.1).
    private func sandbox(of request: TokenRequest) throws(TokenError) -> Sandbox {
        let name = request.tenant.lowercased()
        if name == "common" || name == "organizations" { return try impliedSandbox(request) }
        if let sandbox = directory.sandbox(named: name) { return sandbox }
        throw name.isGUID || name.isDomainName ? .tenantNotFound(request.tenant) : .malformedTenant(request.tenant)
    }

    private func impliedSandbox(_ request: TokenRequest) throws(TokenError) -> Sandbox {
        switch request.grantType {
        case "password":
            guard let domain = request.username?.split(separator: "@").last else { throw .noTenant }
            guard let sandbox = directory.sandbox(named: String(domain)) else {
                throw .userNotFound(tenant: String(domain))
            }
            return sandbox
        case "refresh_token":
            guard let token = request.refreshToken else { throw .noTenant }
            let sandbox = directory.sandboxes.first { sandbox in
                sandbox.withState { state, _ in state.refreshTokens.entry(for: token) != nil }
            }
            guard let sandbox else { throw .invalidGrant }
            return sandbox
        // An application alone does not say where it belongs.
        default: throw .noTenant
        }
    }

    /// Steps 11 to 13: the application is known, it sent a secret, the secret is right.
    private func authenticate(_ request: TokenRequest, in sandbox: Sandbox) throws(TokenError) -> Application {
        guard let clientID = request.clientID else { throw .missingParameter("client_id") }
        guard let application = sandbox.tenant.application(withClientID: clientID) else {
            // An unknown application takes the time of a known one.
            _ = Digest.equal(request.clientSecret ?? "", "")
            throw .applicationNotFound(clientID: clientID, tenant: sandbox.tenant.displayName)
        }
        guard let secret = request.clientSecret else { throw .missingClientSecret }
        // Every secret is compared, so that the time does not tell which one was meant.
        let matches = application.secrets.map { Digest.equal(secret, $0) }
        guard matches.contains(true) else { throw .invalidClientSecret(clientID: clientID) }
        return application
    }

    /// The resource as asked, if the directory knows it; a trailing slash is kept, for `aud` repeats what was asked.
    private func resource(_ name: String, _ sandbox: Sandbox) throws(TokenError) -> String {
        let bare = name.hasSuffix("/") ? String(name.dropLast()) : name
        guard Self.knownResources.contains(bare.lowercased()) else {
            throw .resourceNotFound(resource: name, tenant: sandbox.tenant.displayName)
        }
        return name
    }

    private static func wantsIDToken(_ request: TokenRequest) -> Bool {
        request.scope?.split(separator: " ").contains("openid") ?? false
    }

    private func issue(
        _ sandbox: Sandbox, _ application: Application, user: User?, resource: String, wantsIDToken: Bool,
        _ request: TokenRequest
    ) -> TokenResponse {
        let (now, refreshToken, identifiers) = sandbox.withState { state, now in
            // Everything random of this token follows from one number, so that signing needs no lock.
            var identifiers = IdentifierSource(seed: state.tokenIdentifiers.next(), purpose: "token")
            var refreshToken: String?
            if let user {
                let token = "0.A" + identifiers.makeToken()
                state.refreshTokens.insert(
                    token,
                    RefreshTokens.Entry(
                        clientID: application.clientID, userPrincipalName: user.userPrincipalName,
                        resource: resource, wantsIDToken: wantsIDToken))
                refreshToken = token
            }
            return (now, refreshToken, identifiers)
        }
        let grant = TokenIssuer.Grant(
            tenant: sandbox.tenant, application: application, user: user, resource: resource,
            wantsIDToken: wantsIDToken, now: now, remoteAddress: request.remoteAddress)
        var drawn = identifiers
        return TokenIssuer(key: key(), lifetime: settings.tokenLifetime)
            .respond(to: grant, refreshToken: refreshToken, identifiers: &drawn)
    }
}
