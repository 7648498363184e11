import InsightsAPI
import InsightsQuery

/// A token whose signature, issuer and principal have been checked; its time and audience are checked at each use.
///
/// A class, since it is handed on with every request and never changes: a struct of so many strings costs more to copy
/// than all the rest of a request's checks.
final class VerifiedToken: Sendable {
    let sandbox: Sandbox
    let principal: Principal
    let audience: String
    let notBefore: Int
    let expires: Int
    /// Which of the simulator's keys signed it.
    let keyGeneration: Int
    /// Whether its user gave a second factor.
    let hasSecondFactor: Bool

    /// Checks at each use what may have changed since: audience, time and the rules of the day.
    func check(program: Program, settings: Settings, now: Timestamp) throws(TokenRejection) {
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
        sandbox: Sandbox, principal: Principal, audience: String, notBefore: Int, expires: Int, keyGeneration: Int,
        hasSecondFactor: Bool
    ) {
        self.sandbox = sandbox
        self.principal = principal
        self.audience = audience
        self.notBefore = notBefore
        self.expires = expires
        self.keyGeneration = keyGeneration
        self.hasSecondFactor = hasSecondFactor
    }

    /// Checks the time: the token works from `nbf` on and no longer at `exp` (S7; no skew, U4).
    func checkLifetime(now: Timestamp) throws(TokenRejection) {
        guard now.secondsSinceEpoch >= notBefore, now.secondsSinceEpoch < expires else { throw .outsideLifetime }
    }
}
