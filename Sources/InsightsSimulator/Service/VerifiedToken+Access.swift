import InsightsAPI
import InsightsIdentity
import InsightsJSON
import InsightsTime

/// The rules of the service for a token: audience, time, roles and permissions.
extension VerifiedToken {
    /// The tenant that granted the token.
    var sandbox: TenantRuntime { TenantRuntime.of(context) }

    /// Checks everything that may have changed since the verification: audience, time and settings.
    ///
    /// `draw` is a number of the request from 0 to 99, for rules that apply to a share of the requests.
    func check(
        program: PartnerProgram, settings: Settings, now: Timestamp, draw: @autoclosure () -> Int = 0
    ) throws(TokenRejection) {
        guard settings.accepts(audience: audience, program: program) else { throw .wrongAudience }
        guard !settings.token.isRetired(audience: audience, on: now.date) else { throw .retiredAudience(audience) }
        try checkLifetime(now: now)
        guard program == .mpn, principal.user != nil, !hasSecondFactor,
            settings.token.secondFactorRule.applies(at: now, draw: draw())
        else { return }
        throw settings.token.secondFactorRefusal == .year2019 ? .secondFactorMissing : .secondFactorRequired
    }

    /// Returns the access of its principal to a program; a user also needs the delegated permission (token-endpoint
    /// section 12.3).
    func access(to program: PartnerProgram, settings: Settings) -> Principal.Access {
        isPermitted ? principal.access(to: program, settings: settings) : .none
    }

    /// The reason why its permissions do not give access to the service; nil if they do.
    var permissionLack: String? {
        guard !isPermitted, let scope else { return nil }
        return "the token's scp: found \(InputError.echo(scope)); expected the delegated permission "
            + "\(DirectoryResource.userImpersonation); ask for the resource with /.default"
    }

    /// Checks the time: the token is valid from `nbf` until before `exp` (S7; no skew, U4, docs/sources.md).
    func checkLifetime(now: Timestamp) throws(TokenRejection) {
        guard now.secondsSinceEpoch >= notBefore, now.secondsSinceEpoch < expires else { throw .outsideLifetime }
    }
}
