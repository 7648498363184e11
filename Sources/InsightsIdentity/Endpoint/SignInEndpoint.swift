import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsRandomness
import InsightsTime

/// Responds to the routes of sign-ins: authorization requests, the steps at the page, and devices (2026
/// 3.2 and 3.4).
struct SignInEndpoint {
    let endpoint: IdentityEndpoint
    let call: IdentityRequest
    let context: any TenantContext
    let writer: TokenResponseWriter
    let now: Timestamp

    typealias Response = IdentityEndpoint.Response

    init(
        _ endpoint: IdentityEndpoint, _ call: IdentityRequest, _ context: any TenantContext,
        _ writer: TokenResponseWriter, now: Timestamp
    ) {
        self.endpoint = endpoint
        self.call = call
        self.context = context
        self.writer = writer
        self.now = now
    }

    var tenant: Tenant { context.tenant }
    var settings: TokenSettings { context.tokenSettings }

    /// The parameters of the address, or of the form of a POST.
    var parameters: Parameters? { call.signInParameters }

    /// Returns the response.
    func respond() -> Response {
        let methods = call.route.signInMethods
        let method = call.request.method == .head ? .get : call.request.method
        guard methods.contains(method) else {
            if method == .options { return Response(response: writer.preflight(methods: Self.list(methods))) }
            return Response(response: writer.notAllowed(methods: Self.list(methods)))
        }
        switch call.route {
        case .authorize(_, let version): return authorize(version)
        case .login: return login()
        case .deviceCode(_, let version): return deviceCode(version)
        case .deviceLogin: return deviceLogin()
        case .logout: return signOut()
        default: preconditionFailure("a route without sign-in")
        }
    }

    private static func list(_ methods: [HTTPMethod]) -> String {
        (methods.map(\.token) + ["OPTIONS"]).joined(separator: ", ")
    }

    /// The tenant's name in the URL.
    var tenantName: String {
        switch call.route {
        case .authorize(let name, _), .deviceCode(let name, _): name
        default: tenant.tenantID
        }
    }

    // MARK: Authorization requests

    private func authorize(_ version: TokenVersion) -> Response {
        do throws(TokenError) {
            _ = try call.tenant.get()
        } catch {
            return mistake(error)
        }
        let request: AuthorizationRequest
        do throws(AuthorizationRefusal) {
            request = try AuthorizationReader(
                context: context, tenantName: tenantName, version: version, parameters: parameters
            ).read()
        } catch {
            return error.target.map { refusal(error.error, to: $0) } ?? mistake(error.error)
        }
        let resource = displayName(of: request)
        switch SignInPolicy(context).outcome(hint: request.loginHint, resource: resource, version: version) {
        case .signedIn(let signIn):
            if let error = consentRefusal(signIn, request) { return refusal(error, to: request.target) }
            // A sign-in without a page includes the consent.
            give(consentOf: signIn, to: .authorization(request))
            return completed(request, signIn)
        case .refused(let error):
            return refusal(request.prompt == .some(.none) ? error.needingInteraction : error, to: request.target)
        case .page: return page(for: request)
        }
    }

    /// Returns the response where a person signs in: by the session of the browser, or at the page.
    private func page(for request: AuthorizationRequest) -> Response {
        let session = browserSession(for: request)
        switch (request.prompt, session) {
        case (.some(.none), nil): return refusal(.noSession, to: request.target)
        case (.some(.none), let session?):
            if let error = consentRefusal(session, request) {
                return refusal(error.needingInteraction, to: request.target)
            }
            guard !needsConsent(session, request) else {
                return refusal(
                    .consentRequired(clientID: request.application.clientID, name: request.application.displayName)
                        .needingInteraction, to: request.target)
            }
            return completed(request, session)
        case (nil, let session?), (.consent, let session?), (.adminConsent, let session?):
            return next(.authorization(request), session)
        default: return show(.account, of: .authorization(request))
        }
    }

    /// Returns the session of the browser, if its user is the one whom the client suggests.
    private func browserSession(for request: AuthorizationRequest) -> CompletedSignIn? {
        guard
            let session = SignInCookie.read(call.request).flatMap({ token in
                context.withIdentity { state, _ in state.sessions[token] }
            }), now.secondsSinceEpoch - session.authenticated.secondsSinceEpoch < SignInCookie.lifetime
        else { return nil }
        let hint = request.loginHint?.lowercased() ?? session.userPrincipalName.lowercased()
        guard hint == session.userPrincipalName.lowercased(), tenant.user(named: hint)?.state != .disabled else {
            return nil
        }
        return session
    }

    // MARK: Steps

    /// Returns the page of a step, under a new secret name.
    func show(_ step: PendingSignIn.Step, of purpose: PendingSignIn.Purpose, error: TokenError? = nil) -> Response {
        let flow = context.withIdentity { state, now in
            let flow = state.signInIdentifiers.makeToken()
            state.pendingSignIns.insert(PendingSignIn(purpose: purpose, step: step, started: now), for: flow)
            return flow
        }
        let action = IdentityRoute.login(tenant: tenant.tenantID).path
        let content: SignInPage.Content
        switch step {
        case .account:
            content = .account(
                flow: flow, action: action, application: application(of: purpose)?.displayName ?? "",
                users: tenant.users.map(\.userPrincipalName), hint: hint(of: purpose))
        case .factor(let name):
            let state = tenant.user(named: name)?.state
            content = .factor(
                flow: flow, action: action, user: name,
                isRequired: state == .mfaRequired || state == .mfaEnrollmentRequired)
        case .consent(let signIn):
            content = .consent(
                flow: flow, action: action, user: signIn.userPrincipalName,
                application: application(of: purpose)?.displayName ?? "", permissions: permissions(of: purpose))
        }
        let targets = ["'self'"] + (origin(of: purpose).map { [$0] } ?? [])
        return Response(
            response: writer.signInPage(SignInPage(content, error: error), formTargets: targets), error: error)
    }

    private func login() -> Response {
        guard isFromOwnPage else { return mistake(.foreignSignInForm, status: 403) }
        guard let flow = call.target.parameters["flow_token"] ?? parameters?["flow_token"],
            let pending = context.withIdentity({ state, now in state.pendingSignIns.remove(flow) }),
            !pending.isExpired(at: now)
        else { return mistake(.signInOver) }
        let action = parameters?["action"] ?? ""
        switch pending.step {
        case .account:
            return action == "cancel" ? declined(pending.purpose, .consentDeclined) : account(pending.purpose)
        case .factor(let name): return factor(action, of: name, pending.purpose)
        case .consent(let signIn):
            switch action {
            case "accept":
                give(consentOf: signIn, to: pending.purpose)
                return finish(pending.purpose, signIn)
            case "cancel": return declined(pending.purpose, .consentDeclined)
            default: return show(pending.step, of: pending.purpose)
            }
        }
    }

    /// Returns whether the form comes from a page of this endpoint; other pages cannot know its secret name, either.
    private var isFromOwnPage: Bool {
        let fields = call.request.fields
        if let site = fields["Sec-Fetch-Site"]?.lowercased(), site != "same-origin", site != "none" { return false }
        guard let origin = fields["Origin"] else { return true }
        guard let host = fields["Host"].flatMap({ Authority($0) }), let sent = Origin(origin) else { return false }
        // A proxy before the simulator may speak TLS.
        return sent == Origin(.https, host) || !call.request.isSecure && sent == Origin(.http, host)
    }

    private func account(_ purpose: PendingSignIn.Purpose) -> Response {
        let name = parameters?["username"] ?? ""
        let password = parameters?.values(named: "password").last ?? ""
        let user: User
        do throws(TokenError) {
            user = try PasswordCheck(context, version: .v2).user(named: name, password: password)
            // What a second factor decides is asked for at the next step.
            try SignInPolicy.check(user, hasSecondFactor: true, resource: "", version: .v2)
        } catch {
            return show(.account, of: purpose, error: error)
        }
        return show(.factor(userPrincipalName: user.userPrincipalName), of: purpose)
    }

    private func factor(_ action: String, of name: String, _ purpose: PendingSignIn.Purpose) -> Response {
        guard action != "decline" else { return declined(purpose, .factorDeclined) }
        guard let user = tenant.user(named: name), action == "approve" || action == "skip" else {
            return show(.factor(userPrincipalName: name), of: purpose)
        }
        let hasFactor = action == "approve" || user.state == .mfaSatisfied
        do throws(TokenError) {
            try SignInPolicy.check(user, hasSecondFactor: hasFactor, resource: "", version: .v2)
        } catch {
            return show(.factor(userPrincipalName: name), of: purpose, error: error)
        }
        let signIn = CompletedSignIn(
            userPrincipalName: user.userPrincipalName, hasSecondFactor: hasFactor, authenticated: now)
        return next(purpose, signIn)
    }

    /// Returns the step after a user has signed in: consent, or the end.
    private func next(_ purpose: PendingSignIn.Purpose, _ signIn: CompletedSignIn) -> Response {
        guard case .authorization(let request) = purpose else {
            // A person must confirm that the device is theirs.
            return show(.consent(signIn), of: purpose)
        }
        if let error = consentRefusal(signIn, request) { return refusal(error, to: request.target) }
        return needsConsent(signIn, request) ? show(.consent(signIn), of: purpose) : finish(purpose, signIn)
    }

    private func finish(_ purpose: PendingSignIn.Purpose, _ signIn: CompletedSignIn) -> Response {
        let tellsSession = settings.tellsSession
        let (session, signIn) = context.withIdentity { state, _ in
            let token = state.signInIdentifiers.makeToken()
            var signIn = signIn
            if tellsSession, signIn.session == nil { signIn.session = state.signInIdentifiers.makeUUID() }
            state.sessions.insert(signIn, for: token)
            return (token, signIn)
        }
        var result: Response
        switch purpose {
        case .authorization(let request): result = completed(request, signIn)
        case .device(let userCode):
            do throws(TokenError) {
                try decide(userCode, .approved(signIn))
            } catch {
                return mistake(error)
            }
            result = Response(
                response: writer.signInPage(
                    SignInPage(.done("You have signed in on your device. You may close this page."))))
        }
        result.response.fields.append("Set-Cookie", SignInCookie.field(session, isSecure: call.request.isSecure))
        return result
    }

    private func declined(_ purpose: PendingSignIn.Purpose, _ error: TokenError) -> Response {
        switch purpose {
        case .authorization(let request): return refusal(error, to: request.target)
        case .device(let userCode):
            do throws(TokenError) {
                try decide(userCode, .declined)
            } catch {
                return mistake(error)
            }
            return Response(
                response: writer.signInPage(SignInPage(.done("You declined the sign-in. You may close this page."))))
        }
    }

    // MARK: The end

    /// Returns the response with a code.
    private func completed(_ request: AuthorizationRequest, _ signIn: CompletedSignIn) -> Response {
        let entry = AuthorizationCodes.Entry(
            clientID: request.application.clientID, redirectURI: request.target.uri, platform: request.platform,
            challenge: request.challenge, resource: request.resource, scope: request.scope, nonce: request.nonce,
            signIn: signIn, issued: now)
        let tellsSession = settings.tellsSession
        let (code, generation, source, session) = context.withIdentity { state, _ in
            let code = state.codes.issue(entry, &state.signInIdentifiers)
            let source = IdentifierSource(seed: state.signInIdentifiers.next(), purpose: "id token")
            let session = tellsSession ? signIn.session ?? state.signInIdentifiers.makeUUID() : nil
            return (code, state.signingGeneration, source, session)
        }
        let idToken = request.wantsIDToken ? idToken(request, signIn, code: code, generation, source) : nil
        return Response(
            response: AuthorizationResponse(code: code, idToken: idToken, session: session, to: request.target)
                .response(writer))
    }

    private func idToken(
        _ request: AuthorizationRequest, _ signIn: CompletedSignIn, code: String, _ generation: Int,
        _ source: IdentifierSource
    ) -> String? {
        guard let user = tenant.user(named: signIn.userPrincipalName),
            let resource = try? RequestedResource(DirectoryResource.microsoftGraph, in: tenant)
        else { return nil }
        var source = source
        let issuer = TokenIssuer(
            key: endpoint.keys.key(generation), lifetime: context.tokenLifetime, settings: settings,
            addresses: endpoint.addresses, base: endpoint.addresses.base(for: call.request))
        let grant = TokenIssuer.Grant(
            tenant: tenant, application: request.application, user: user, resource: resource, clientAuthMethod: "0",
            now: now, remoteAddress: call.request.remoteAddress ?? "127.0.0.1",
            hasSecondFactor: signIn.hasSecondFactor, nonce: request.nonce)
        return issuer.idToken(grant, user, request.version, &source, code: code)
    }

    /// Returns an error on its way to the client.
    func refusal(_ error: TokenError, to target: AuthorizationTarget) -> Response {
        let response = AuthorizationResponse(error, description: writer.description(of: error), to: target)
        return Response(response: response.response(writer), error: error)
    }

    /// Returns an error that must not reach the client.
    func mistake(_ error: TokenError, status: HTTPStatus = 400) -> Response {
        Response(response: writer.signInPage(SignInPage(.mistake, error: error), status: status), error: error)
    }
}
