import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsQuery
import InsightsRandomness
import InsightsTime

/// A token request during validation, with the results so far.
struct TokenRequestValidation {
    let endpoint: TokenEndpoint
    let request: HTTPRequest
    /// The tenant's name in the URL.
    let tenantName: String
    let version: TokenVersion
    var form = TokenForm()
    var basic: BasicCredentials?
    /// The client's authentication; nil for none.
    var proof: ClientAuthentication?
    var grant = TokenGrantType.clientCredentials
    var sandbox: TenantRuntime
    var user: User?
    var application: Application?
    var renewed: RefreshTokens.Entry?
    var scopes: ScopeList?
    var target: RequestedResource?

    /// Creates a validation; `sandbox` is the tenant of the request, or the default if it is unknown.
    init(
        _ request: HTTPRequest, tenant: String, _ version: TokenVersion, endpoint: TokenEndpoint, sandbox: TenantRuntime
    ) {
        self.endpoint = endpoint
        self.request = request
        self.version = version
        tenantName = tenant
        self.sandbox = sandbox
    }

    /// The settings of the tenant, or of the default tenant while it is unknown.
    var settings: TokenSettings { sandbox.settings.token }
}

/// The authentication of a client.
enum ClientAuthentication: Sendable {
    /// A secret, with all texts that may be meant.
    case secret([String])
    /// A signed assertion.
    case assertion(String)

    /// The value of the claims `appidacr` and `azpacr`; `0` is a public client.
    var mark: String {
        switch self {
        case .secret: "1"
        case .assertion: "2"
        }
    }
}

// MARK: The request and the tenant

extension TokenRequestValidation {
    func checkMethod() throws(TokenError) {
        guard request.method == .post else { throw .wrongMethod(request.method, version: version) }
    }

    mutating func readForm() throws(TokenError) {
        form = try TokenForm(request, trims: settings.trimsFields)
        grant = form.grantType.flatMap(TokenGrantType.init) ?? .clientCredentials
        basic = try BasicCredentials.read(request)
        if let basic {
            let named = form.clientID ?? basic.clientID
            guard named.lowercased() == basic.clientID.lowercased() else { throw .malformedRequest }
            form.clientID = named
        }
        let ways = [form.clientSecret != nil, form.assertion != nil, basic != nil]
        guard settings.twoCredentials == .body || ways.count(where: { $0 }) < 2 else { throw .malformedRequest }
        if let secret = form.clientSecret {
            proof = .secret([secret])
        } else if let assertion = form.assertion {
            proof = .assertion(assertion)
        } else if let basic, !basic.secret.isEmpty {
            proof = .secret(basic.spellings(settings.basicSecret))
        }
    }

    /// Checks simulated faults of the service and rate limits, for a known application.
    func checkLimits() throws(TokenError) {
        guard let sandbox = try? resolvedSandbox(),
            let application = form.clientID.flatMap(sandbox.tenant.application(withClientID:))
        else { return }
        let settings = sandbox.settings.token
        if let seconds = application.throttle { throw .throttled(retryAfter: seconds) }
        guard !application.isUnavailable else { throw .transientFault }
        if let limit = settings.rateLimit {
            let wait = sandbox.withState { state, now in
                state.identity.wait(application.clientID, limit: limit, now: now)
            }
            if let wait { throw .throttled(retryAfter: wait) }
        }
        guard let limit = settings.loopLimit else { return }
        let digest = Digest.sha256(
            Array("\(version) \(tenantName) \(request.fields["Authorization"] ?? "") ".utf8) + request.body)
        guard !sandbox.withState({ state, now in state.identity.isLoop(digest, limit: limit, now: now) }) else {
            throw .requestLoop
        }
    }

    mutating func readGrant() throws(TokenError) {
        guard let name = form.grantType else { throw .missingParameter(.grantType) }
        guard let grant = TokenGrantType(rawValue: name) else { throw .unsupportedGrant(name) }
        self.grant = grant
    }

    func checkProofIsPresent() throws(TokenError) {
        guard grant != .clientCredentials || proof != nil else { throw .missingCredential }
    }

    mutating func findTenant() throws(TokenError) {
        sandbox = try resolvedSandbox()
    }

    /// Returns the tenant that the URL names, or that the request implies if the URL names none (token-endpoint section
    /// 1.1).
    func resolvedSandbox() throws(TokenError) -> TenantRuntime {
        let name = tenantName.lowercased()
        switch (name, version) {
        case ("common", .v2), ("consumers", .v2):
            guard grant != .password else { throw .grantNeedsTenant }
            return try impliedSandbox()
        case ("common", .v1), ("organizations", _): return try impliedSandbox()
        default: break
        }
        if let sandbox = endpoint.directory.sandbox(named: name) { return sandbox }
        throw name.isGUID || name.isDomainName ? .tenantNotFound(tenantName) : .malformedTenant(tenantName)
    }

    private func impliedSandbox() throws(TokenError) -> TenantRuntime {
        switch grant {
        case .password:
            guard let domain = form.username?.split(separator: "@").last else { throw .noTenant }
            guard let sandbox = endpoint.directory.sandbox(named: String(domain)) else {
                throw .userNotFound(tenant: String(domain), version: version)
            }
            return sandbox
        case .refreshToken:
            guard let token = form.refreshToken else { throw .noTenant }
            let sandbox = endpoint.directory.all.first { sandbox in
                sandbox.withState { state, _ in state.refreshTokens.entry(for: token) != nil }
            }
            guard let sandbox else { throw .invalidGrant }
            return sandbox
        // An application alone does not imply a tenant.
        case .clientCredentials: throw .noTenant
        }
    }

    func checkClientID() throws(TokenError) {
        guard form.clientID != nil else { throw .missingParameter(.clientID) }
    }

    func checkParameters() throws(TokenError) {
        for parameter in grant.parameters where form[parameter] == nil {
            throw version == .v1 ? .missingParameter(parameter) : .missingField(parameter.rawValue)
        }
    }
}
