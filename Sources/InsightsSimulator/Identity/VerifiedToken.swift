import InsightsAPI
import InsightsQuery

/// A token whose signature, issuer and principal have been checked; its time and audience are checked at each use.
struct VerifiedToken: Sendable {
    let sandbox: Sandbox
    let principal: Principal
    let audience: String
    let notBefore: Int
    let expires: Int
    /// Which of the simulator's keys signed it.
    var keyGeneration = 0
    /// Whether its user gave a second factor.
    var hasSecondFactor = false

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

    /// Checks the time: the token works from `nbf` on and no longer at `exp` (S7; no skew, U4).
    func checkLifetime(now: Timestamp) throws(TokenRejection) {
        guard now.secondsSinceEpoch >= notBefore, now.secondsSinceEpoch < expires else { throw .outsideLifetime }
    }
}
