import InsightsAPI
import InsightsTime

/// A token with a verified signature, issuer and principal; its time and audience are checked at each use.
///
/// It is a class because it is passed along with every request and never changes. Copying a struct of that many strings
/// would cost more than the other checks of a request together.
final class VerifiedToken: Sendable {
    let sandbox: TenantRuntime
    let principal: Principal
    let audience: String
    let notBefore: Int
    let expires: Int
    /// The generation of the simulator's key that signed it.
    let keyGeneration: Int
    /// Whether its user used a second factor.
    let hasSecondFactor: Bool
    /// The delegated permissions of a user's token, `scp`; nil for an application alone.
    let scope: String?
    /// Whether the permissions give access to the service.
    private let isPermitted: Bool

    /// Checks everything that may have changed since the verification: audience, time and settings.
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

    /// Returns the access of its principal to a program; a user also needs the delegated permission (token-endpoint
    /// section 12.3).
    func access(to program: PartnerProgram, settings: Settings) -> Principal.Access {
        isPermitted ? principal.access(to: program, settings: settings) : .none
    }

    /// The reason why its permissions do not give access to the service; nil if they do.
    var permissionLack: String? {
        guard !isPermitted, let scope else { return nil }
        return "the token's scp is \(RefusalDetail.echo(scope)), and the service needs the delegated permission "
            + "\(DirectoryResource.userImpersonation): ask for the resource with /.default"
    }

    /// Checks the time: the token is valid from `nbf` until before `exp` (S7; no skew, U4, docs/sources.md).
    func checkLifetime(now: Timestamp) throws(TokenRejection) {
        guard now.secondsSinceEpoch >= notBefore, now.secondsSinceEpoch < expires else { throw .outsideLifetime }
    }
}
