package import InsightsTime

/// A sign-in that a person completed, or a setting in place of one.
package struct CompletedSignIn: Sendable, Equatable {
    /// The user's sign-in name.
    package let userPrincipalName: String
    /// Whether the user gave a second factor; it stays in all tokens that come from the sign-in.
    package let hasSecondFactor: Bool
    /// The instant of the sign-in.
    package let authenticated: Timestamp
    /// The name of the browser's session; nil where none was drawn.
    var session: String?

    /// Creates a sign-in.
    package init(userPrincipalName: String, hasSecondFactor: Bool, authenticated: Timestamp) {
        self.userPrincipalName = userPrincipalName
        self.hasSecondFactor = hasSecondFactor
        self.authenticated = authenticated
    }
}
