import InsightsAPI
import InsightsJSON
import InsightsTime

/// A token whose signature, issuer and principal have been checked; its time and audience are checked at each use.
///
/// A class, since it is handed on with every request and never changes: a struct of so many strings costs more to copy
/// than all the rest of a request's checks.
final class VerifiedToken: Sendable {
    let sandbox: TenantRuntime
    let principal: Principal
    let audience: String
    let notBefore: Int
    let expires: Int
    /// Which of the simulator's keys signed it.
    let keyGeneration: Int
    /// Whether its user gave a second factor.
    let hasSecondFactor: Bool
    /// The delegated permissions of a user's token, `scp`; nil for an application alone.
    let scope: String?
    /// Whether they open the service.
    private let isPermitted: Bool

    /// Checks at each use what may have changed since: audience, time and the rules of the day.
    func check(program: PartnerProgram, settings: Settings, now: Timestamp) throws(TokenRejection) {
        guard settings.accepts(audience: audience, program: program) else { throw .wrongAudience }
        if let end = settings.token.graphAudienceEnd, now.date >= end,
            !audience.lowercased().hasPrefix(Settings.partnerCenter)
        {
            throw .retiredAudience(audience)
        }
        try checkLifetime(now: now)
        guard !settings.token.needsSecondFactor || program != .mpn || principal.user == nil || hasSecondFactor else {
            throw .secondFactorMissing
        }
    }

    init(
        sandbox: TenantRuntime, principal: Principal, audience: String, notBefore: Int, expires: Int,
        keyGeneration: Int,
        hasSecondFactor: Bool, scope: String? = nil
    ) {
        self.sandbox = sandbox
        self.principal = principal
        self.audience = audience
        self.notBefore = notBefore
        self.expires = expires
        self.keyGeneration = keyGeneration
        self.hasSecondFactor = hasSecondFactor
        self.scope = scope
        let permission = DirectoryResource.userImpersonation
        isPermitted = scope.map { $0.split(separator: " ").contains { $0 == permission } } ?? true
    }

    /// What its principal may see of a program; a user needs the delegated permission too (token-endpoint section 12.3).
    func access(to program: PartnerProgram, settings: Settings) -> Principal.Access {
        isPermitted ? principal.access(to: program, settings: settings) : .none
    }

    /// Why its permissions do not open the service, whoever it speaks for; nil if they do.
    var permissionLack: String? {
        guard !isPermitted, let scope else { return nil }
        return "the token's scp: found \(InputError.echo(scope)); expected the delegated permission "
            + "\(DirectoryResource.userImpersonation); ask for the resource with /.default"
    }

    /// Checks the time: the token works from `nbf` on and no longer at `exp` (S7; no skew, U4).
    func checkLifetime(now: Timestamp) throws(TokenRejection) {
        guard now.secondsSinceEpoch >= notBefore, now.secondsSinceEpoch < expires else { throw .outsideLifetime }
    }
}
