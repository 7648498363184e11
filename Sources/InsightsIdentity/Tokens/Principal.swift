package import InsightsFixtures

/// The bearer of a valid token: an application, alone or with a user who signed in through it.
package struct Principal: Sendable {
    /// The application.
    package let application: Application
    /// The user; nil for an application alone.
    package let user: User?

    /// Creates a principal.
    package init(application: Application, user: User?) {
        self.application = application
        self.user = user
    }
}
