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

    init(sandbox: Sandbox, principal: Principal, audience: String, notBefore: Int, expires: Int) {
        self.sandbox = sandbox
        self.principal = principal
        self.audience = audience
        self.notBefore = notBefore
        self.expires = expires
    }

    /// Checks the time: the token works from `nbf` on and no longer at `exp` (S7; no skew, U4).
    func checkLifetime(now: Timestamp) throws(TokenRejection) {
        guard now.secondsSinceEpoch >= notBefore, now.secondsSinceEpoch < expires else { throw .outsideLifetime }
    }
}
