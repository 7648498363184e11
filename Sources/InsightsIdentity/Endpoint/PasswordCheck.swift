import InsightsAPI
import InsightsFixtures
import InsightsRandomness

/// Checks a user's name and password, with the lockout after wrong ones.
struct PasswordCheck {
    private let context: any TenantContext
    private let version: TokenVersion

    init(_ context: any TenantContext, version: TokenVersion) {
        self.context = context
        self.version = version
    }

    /// Returns the user, or throws what is wrong with the name, the password or the account.
    func user(named name: String, password: String) throws(TokenError) -> User {
        let known = context.tenant.user(named: name)
        let isRight = Digest.equal(password, known?.password ?? "")
        guard let known else {
            throw .userNotFound(tenant: context.tenant.displayName, version: version)
        }
        let name = known.userPrincipalName
        let limit = context.tokenSettings.lockoutFailures
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
        return known
    }
}
