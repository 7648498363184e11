import InsightsAPI
import InsightsFixtures
import InsightsRandomness
import InsightsTime

/// The validation of the user and the requested resource.
extension TokenRequestValidation {
    mutating func checkUser() throws(TokenError) {
        guard grant == .password else { return }
        let known = sandbox.tenant.user(named: form.username ?? "")
        let isRight = Digest.equal(form.password ?? "", known?.password ?? "")
        guard let known else {
            throw .userNotFound(tenant: sandbox.tenant.displayName, version: version)
        }
        let name = known.userPrincipalName
        let limit = settings.lockoutFailures
        let isLocked = limit != nil && sandbox.withState { state, now in state.identity.isLocked(name, now: now) }
        guard known.state != .locked, !isLocked else { throw .accountLocked }
        guard known.state != .noPassword else { throw .noPassword }
        if let limit {
            sandbox.withState { state, now in
                if isRight {
                    state.identity.noteSuccess(name)
                } else {
                    state.identity.noteFailure(name, limit: limit, now: now)
                }
            }
        }
        guard isRight else { throw .invalidPassword }
        guard known.state != .passwordExpired else { throw .passwordExpired }
        guard known.state != .disabled else { throw .userDisabled }
        user = known
    }

    mutating func checkRefreshToken() throws(TokenError) {
        guard grant == .refreshToken, let token = form.refreshToken, let application else { return }
        guard RefreshTokens.hasForm(token) else { throw .malformedGrant }
        let (entry, now) = sandbox.withState { state, now in (state.refreshTokens.entry(for: token), now) }
        guard let entry, entry.clientID == application.clientID,
            let user = sandbox.tenant.user(named: entry.userPrincipalName)
        else { throw .invalidGrant }
        let days = settings.refreshTokenIdleDays
        guard now.secondsSinceEpoch - entry.lastUsed.secondsSinceEpoch <= days * 86_400 else {
            throw .idleRefreshToken(issued: String(entry.issued.description.dropLast()), days: days)
        }
        guard user.state != .disabled else { throw .userDisabled }
        guard user.state != .sessionsRevoked else { throw .revokedGrant }
        sandbox.withState { state, now in state.refreshTokens.use(token, at: now) }
        renewed = entry
        self.user = user
    }

    mutating func resolveResource() throws(TokenError) {
        let target = version == .v1 ? try resourceTarget() : try scopeTarget()
        guard user?.state != .resourceNotRegistered else { throw .resourceNotRegistered }
        self.target = target
    }

    private func resourceTarget() throws(TokenError) -> RequestedResource {
        var target = try RequestedResource(try resourceName(), in: sandbox.tenant)
        if let renewed, DirectoryResource.find(renewed.resource, in: sandbox.tenant)?.identity == target.identity {
            target.permissions = renewed.permissions
        }
        return target
    }

    private func resourceName() throws(TokenError) -> String {
        if let name = form.resource { return name }
        if let renewed { return renewed.resource }
        guard grant == .clientCredentials, settings.missingResource == .graph else {
            throw .missingParameter(.resource)
        }
        return DirectoryResource.azureADGraphID
    }

    private mutating func scopeTarget() throws(TokenError) -> RequestedResource {
        guard let text = form.scope else {
            guard form.resource == nil else { throw .resourceNotSupported }
            guard let renewed else { throw .missingField("scope") }
            var target = try RequestedResource(renewed.resource, in: sandbox.tenant)
            target.permissions = renewed.permissions
            return target
        }
        let scopes = user == nil ? try ScopeList(application: text) : try ScopeList(user: text)
        if let resource = form.resource {
            throw resource == scopes.target ? .resourceNotSupported : .resourceContradictsScope
        }
        self.scopes = scopes
        // Renewal with only scopes such as `openid` keeps the resource.
        var target = try RequestedResource(scopes.resource ?? renewed?.resource ?? scopes.target, in: sandbox.tenant)
        if !scopes.permissions.isEmpty {
            try target.narrow(to: scopes.permissions)
        } else if isAboutIdentityOnly {
            target.permissions = identityScopes.joined(separator: " ")
        }
        return target
    }

    /// The identity scopes that a response shows.
    var identityScopes: [String] { (scopes?.identity ?? []).filter { $0 != "offline_access" } }

    /// Whether a user requested only identity scopes.
    var isAboutIdentityOnly: Bool { user != nil && renewed == nil && scopes.map { $0.resource == nil } ?? false }

    func checkUserConditions() throws(TokenError) {
        guard let user, let target else { return }
        guard !target.lacksConsent, user.state != .consentRequired else {
            throw .consentRequired(clientID: form.clientID ?? "", name: application?.displayName ?? "")
        }
        switch user.state {
        case .mfaRequired: throw .factorRequired(resource: target.displayName, version: version)
        case .mfaEnrollmentRequired: throw .factorEnrollmentRequired(resource: target.displayName)
        case .blocked: throw .blockedByPolicy(version: version)
        default: break
        }
    }
}
