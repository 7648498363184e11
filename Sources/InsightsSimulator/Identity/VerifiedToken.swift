import InsightsQuery

/// A token whose signature, issuer and principal have been checked; its time and audience are checked at each use.
struct VerifiedToken: Sendable {
    let sandbox: Sandbox
    let principal: Principal
    let audience: String
    let notBefore: Int
    let expires: Int

    /// Checks the time: the token works from `nbf` on and no longer at `exp` (S7; no skew, U4).
    func checkLifetime(now: Timestamp) throws(TokenRejection) {
        guard now.secondsSinceEpoch >= notBefore, now.secondsSinceEpoch < expires else { throw .outsideLifetime }
    }
}
