import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsRandomness
import InsightsTime

/// A token request during validation, with the results so far.
struct TokenRequestValidation {
    let endpoint: IdentityEndpoint
    let call: IdentityRequest
    /// The tenant's name in the URL.
    let tenantName: String
    let version: TokenVersion
    var form = TokenForm.Values()
    var grant = TokenGrantType.clientCredentials
    var context: any TenantContext
    var user: User?
    var application: Application?
    /// The refresh token that the request renews.
    var refreshEntry: RefreshTokens.Entry?
    /// The sign-in from which the request's code or refresh token comes; nil for a password.
    var signIn: CompletedSignIn?
    /// The code that the request redeems.
    var codeEntry: AuthorizationCodes.Entry?
    /// The sign-in by device code that the request polls for.
    var deviceEntry: DeviceCodes.Entry?
    var scopes: ScopeList?
    var resource: RequestedResource?

    /// Creates a validation; `context` is the tenant of the request, or the default if it is unknown.
    init(
        _ call: IdentityRequest, tenant: String, _ version: TokenVersion, endpoint: IdentityEndpoint,
        context: any TenantContext
    ) {
        self.endpoint = endpoint
        self.call = call
        self.version = version
        tenantName = tenant
        self.context = context
    }

    /// The settings of the tenant, or of the default tenant while it is unknown.
    var settings: TokenSettings { context.tokenSettings }

    /// Takes a step of the validation, or throws the error that it finds.
    mutating func run(_ step: TokenValidationStep) throws(TokenError) {
        switch step {
        case .method: try checkMethod()
        case .form: try readForm()
        case .limits: try checkLimits()
        case .grant: try readGrant()
        case .credentialPresence: try checkCredentialPresence()
        case .tenant: context = try call.tenant.get()
        case .clientID: try checkClientID()
        case .parameters: try checkParameters()
        case .user: try checkUser()
        case .application: try findApplication()
        case .kind: try checkKind()
        case .clientAuthentication: try authenticateClient()
        case .refreshToken: try checkRefreshToken()
        case .authorizationCode: try checkAuthorizationCode()
        case .deviceCode: try checkDeviceCode()
        case .origin: try checkOrigin()
        case .resource: try resolveResource()
        case .conditions: try checkUserConditions()
        case .redemption: try redeem()
        }
    }
}

// MARK: The request and the tenant

extension TokenRequestValidation {
    func checkMethod() throws(TokenError) {
        guard call.request.method == .post else { throw .wrongMethod(call.request.method, version: version) }
    }

    mutating func readForm() throws(TokenError) {
        form = try call.values.get()
        grant = form.grant
    }

    /// Checks simulated faults of the service and rate limits, for a known application.
    func checkLimits() throws(TokenError) {
        guard let context = call.knownTenant,
            let application = form.clientID.flatMap(context.tenant.application(withClientID:))
        else { return }
        let settings = context.tokenSettings
        if let seconds = application.throttle { throw .throttled(retryAfter: seconds) }
        guard !application.isUnavailable else { throw .transientFault }
        if let limit = settings.rateLimit {
            let wait = context.withIdentity { state, now in
                state.wait(application.clientID, limit: limit, now: now)
            }
            if let wait { throw .throttled(retryAfter: wait) }
        }
        guard let limit = settings.loopLimit else { return }
        let digest = Digest.sha256(
            Array("\(version) \(tenantName) \(call.request.fields["Authorization"] ?? "") ".utf8) + call.request.body)
        guard !context.withIdentity({ state, now in state.isLoop(digest, limit: limit, now: now) }) else {
            throw .requestLoop
        }
    }

    mutating func readGrant() throws(TokenError) {
        guard let name = form.grantType else { throw .missingParameter(.grantType) }
        guard let grant = TokenGrantType(name: name), settings.grants.contains(grant) else {
            throw .unsupportedGrant(name)
        }
        self.grant = grant
    }

    func checkCredentialPresence() throws(TokenError) {
        guard grant != .clientCredentials || form.clientAuthentication != nil else { throw .missingCredential }
    }

    func checkClientID() throws(TokenError) {
        guard form.clientID != nil else { throw .missingParameter(.clientID) }
    }

    func checkParameters() throws(TokenError) {
        for parameter in grant.parameters where form[parameter] == nil {
            let isOfSignIn = grant == .authorizationCode || grant == .deviceCode
            throw version == .v1 || isOfSignIn ? .missingParameter(parameter) : .missingField(parameter.rawValue)
        }
    }
}
