import InsightsTime

/// A sign-in that waits for the next step of a person at a page.
struct PendingSignIn: Sendable {
    /// What the sign-in is for.
    enum Purpose: Sendable {
        case authorization(AuthorizationRequest)
        /// The device whose user code it is.
        case device(userCode: String)
    }

    /// The step that the page shows.
    enum Step: Sendable {
        /// The user and the password.
        case account
        /// The second factor of a user who gave the right password.
        case factor(userPrincipalName: String)
        /// The consent of a user who has signed in.
        case consent(CompletedSignIn)
    }

    /// The seconds in which all steps must be taken.
    static let lifetime = 600

    let purpose: Purpose
    var step: Step
    let started: Timestamp

    /// Returns whether its time has passed.
    func isExpired(at now: Timestamp) -> Bool {
        now.secondsSinceEpoch - started.secondsSinceEpoch >= Self.lifetime
    }
}
