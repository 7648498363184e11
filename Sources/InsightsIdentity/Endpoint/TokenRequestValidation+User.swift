import InsightsAPI
import InsightsFixtures
import InsightsRandomness
import InsightsTime

/// The validation of the user, by password or refresh token.
extension TokenRequestValidation {
    mutating func checkUser() throws(TokenError) {
        guard grant == .password else { return }
        let known = context.tenant.user(named: form.username ?? "")
        let isRight = Digest.equal(form.password ?? "", known?.password ?? "")
        guard let known else {
            throw .userNotFound(tenant: context.tenant.displayName, version: version)
        }
        let name = known.userPrincipalName
        let limit = settings.lockoutFailures
        let isLocked = limit != nil && context.withIdentity { state, now in state.isLocked(name, now: now) }
        guard known.state != .locked, !isLocked else { throw .accountLocked }
        guard known.state != .noPassword else { throw .noPassword }
        if let limit {
            context.withIdentity { state, now in
                if isRight {
                    state.noteSuccess(name)
                } else {
                    state.noteFailure(name, limit: limit, now: now)
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
        context.withIdentity { state, now in state.refreshTokens.use(token, at: now) }
        refreshEntry = entry
        self.user = user
    }

    func checkUserConditions() throws(TokenError) {
        guard let user, let resource else { return }
        guard !resource.lacksConsent, user.state != .consentRequired else {
            throw .consentRequired(clientID: form.clientID ?? "", name: application?.displayName ?? "")
        }
        switch user.state {
        case .mfaRequired: throw .factorRequired(resource: resource.displayName, version: version)
        case .mfaEnrollmentRequired: throw .factorEnrollmentRequired(resource: resource.displayName)
        case .blocked: throw .blockedByPolicy(version: version)
        default: break
        }
    }
}
