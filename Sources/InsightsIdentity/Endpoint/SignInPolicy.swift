import InsightsAPI
import InsightsFixtures
import InsightsTime

/// Decides who signs in at a tenant without a person, by its settings (2026 3.2 and 3.4).
struct SignInPolicy {
    let tenant: Tenant
    let settings: TokenSettings
    let now: Timestamp

    init(_ context: any TenantContext) {
        tenant = context.tenant
        settings = context.tokenSettings
        now = context.now
    }

    /// The result of a sign-in without a person.
    enum Outcome {
        case signedIn(CompletedSignIn)
        /// Only a person at a page can decide.
        case page
        case refused(TokenError)
    }

    /// Returns the outcome for a user whom the client may suggest.
    func outcome(hint: String? = nil, resource: String = "", version: TokenVersion = .v2) -> Outcome {
        switch settings.signIn {
        case .off, .page: .page
        case .deny: .refused(.consentDeclined)
        case .user(let name): outcome(of: tenant.user(named: name), resource, version)
        case .automatic: outcome(of: hint.map { tenant.user(named: $0) } ?? usualUser, resource, version)
        }
    }

    /// The user who signs in where none is named: the first whose account is in order.
    private var usualUser: User? {
        tenant.users.first { $0.state == .active || $0.state == .mfaSatisfied } ?? tenant.users.first
    }

    private func outcome(of user: User?, _ resource: String, _ version: TokenVersion) -> Outcome {
        guard let user else { return .refused(.userNotFound(tenant: tenant.displayName, version: version)) }
        guard settings.signInFactor != .declined else { return .refused(.factorDeclined) }
        let hasFactor = settings.signInFactor == .given || user.state == .mfaSatisfied
        do throws(TokenError) {
            try Self.check(user, hasSecondFactor: hasFactor, resource: resource, version: version)
        } catch {
            return .refused(error)
        }
        return .signedIn(
            CompletedSignIn(
                userPrincipalName: user.userPrincipalName, hasSecondFactor: hasFactor, authenticated: now))
    }

    /// Checks what keeps a user from signing in.
    static func check(
        _ user: User, hasSecondFactor: Bool, resource: String, version: TokenVersion
    ) throws(TokenError) {
        switch user.state {
        case .disabled: throw .userDisabled
        case .locked: throw .accountLocked
        case .passwordExpired: throw .passwordExpired
        case .noPassword: throw .noPassword
        case .blocked: throw .blockedByPolicy(version: version)
        case .mfaRequired where !hasSecondFactor: throw .factorRequired(resource: resource, version: version)
        case .mfaEnrollmentRequired where !hasSecondFactor: throw .factorEnrollmentRequired(resource: resource)
        case .resourceNotRegistered: throw .resourceNotRegistered
        default: return
        }
    }

    /// What a setting decides about a sign-in by device code, and after how many polls; nil if a person must.
    var deviceDecision: (polls: Int, decision: DeviceCodes.Decision)? {
        switch settings.deviceSignIn {
        case .manual: return nil
        case .decline: return (1, .declined)
        case .expire: return (1, .expired)
        case .after(let polls): return automaticDecision(polls)
        case .asSignIn:
            switch settings.signIn {
            case .off, .page: return nil
            default: return automaticDecision(1)
            }
        }
    }

    private func automaticDecision(_ polls: Int) -> (polls: Int, decision: DeviceCodes.Decision) {
        var policy = self
        switch settings.signIn {
        // Somebody must sign in where no person does.
        case .off, .page: policy = SignInPolicy(tenant: tenant, settings: settings.signingIn(.automatic), now: now)
        default: break
        }
        switch policy.outcome() {
        case .signedIn(let signIn): return (polls, .approved(signIn))
        default: return (polls, .declined)
        }
    }

    private init(tenant: Tenant, settings: TokenSettings, now: Timestamp) {
        self.tenant = tenant
        self.settings = settings
        self.now = now
    }
}

extension TokenSettings {
    /// Returns the same settings with another sign-in.
    fileprivate func signingIn(_ choice: SignIn) -> TokenSettings {
        var copy = self
        copy.signIn = choice
        return copy
    }
}
