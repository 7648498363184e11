import InsightsAPI
import InsightsFixtures
import InsightsRandomness
import InsightsTime

/// The validation of the user, by password or refresh token.
extension TokenRequestValidation {
    mutating func checkUser() throws(TokenError) {
        guard grant == .password else { return }
        user = try PasswordCheck(context, version: version).user(
            named: form.username ?? "", password: form.password ?? "")
    }

    mutating func checkRefreshToken() throws(TokenError) {
        guard grant == .refreshToken, let token = form.refreshToken, let application else { return }
        guard RefreshTokens.hasForm(token) else { throw .malformedGrant }
        let (entry, now) = context.withIdentity { state, now in (state.refreshTokens.entry(for: token), now) }
        guard let entry, entry.clientID == application.clientID,
            let user = context.tenant.user(named: entry.userPrincipalName)
        else { throw .invalidGrant }
        let days = settings.refreshTokenIdleDays
        guard now.secondsSinceEpoch - entry.lastUsed.secondsSinceEpoch <= days * 86_400 else {
            throw .idleRefreshToken(issued: String(entry.issued.description.dropLast()), days: days)
        }
        guard user.state != .disabled else { throw .userDisabled }
        guard user.state != .sessionsRevoked else { throw .revokedGrant }
        try checkFamily(of: entry, now: now)
        let isReused = context.withIdentity { state, now in
            state.refreshTokens.use(token, at: now)
            return !settings.acceptsReplacedRefreshTokens && !state.refreshTokens.replace(token)
        }
        guard !isReused else { throw .revokedGrant }
        refreshEntry = entry
        signIn = entry.signIn
        self.user = user
    }

    /// Checks what ends all refresh tokens that come from one sign-in.
    private func checkFamily(of entry: RefreshTokens.Entry, now: Timestamp) throws(TokenError) {
        let (isRevoked, sessionEnd) = context.withIdentity { state, _ in
            (state.refreshTokens.isRevoked(entry), state.refreshTokens.sessionEnd(of: entry.userPrincipalName))
        }
        if isRevoked {
            guard let sessionEnd else { throw .revokedGrant }
            throw .revokedGrant(
                issued: String(entry.issued.description.dropLast()),
                validFrom: String(sessionEnd.description.dropLast()))
        }
        // The tokens of a page have a fixed end, which their use does not move.
        if entry.platform == .spa, let began = entry.signIn?.authenticated {
            guard now.secondsSinceEpoch - began.secondsSinceEpoch < RefreshTokens.pageLifetime else {
                throw .expiredPageToken(issued: String(began.description.dropLast()))
            }
        }
    }

    /// Returns whether a user has consented to the application, as far as the tenants file says something about it.
    private func hasConsent(_ user: User, _ resource: RequestedResource) -> Bool {
        guard let application, let state = application.consent(for: resource.identity, in: context.tenant),
            state != .granted
        else { return true }
        let consent = GivenConsent(
            userPrincipalName: user.userPrincipalName, clientID: application.clientID, resource: resource.identity)
        return context.withIdentity { state, _ in state.consents.contains(consent) }
    }

    func checkUserConditions() throws(TokenError) {
        guard let user, let resource else { return }
        // A user who signed in at a page gave consent there.
        guard !resource.lacksConsent, user.state != .consentRequired || signIn != nil, hasConsent(user, resource)
        else {
            throw .consentRequired(clientID: form.clientID ?? "", name: application?.displayName ?? "")
        }
        switch user.state {
        case .mfaRequired where signIn?.hasSecondFactor == true: break
        case .mfaEnrollmentRequired where signIn?.hasSecondFactor == true: break
        case .mfaRequired: throw .factorRequired(resource: resource.displayName, version: version)
        case .mfaEnrollmentRequired: throw .factorEnrollmentRequired(resource: resource.displayName)
        case .blocked: throw .blockedByPolicy(version: version)
        default: break
        }
    }
}
