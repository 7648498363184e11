/// Whether users of a tenant have consented to an application for a resource.
package struct ApplicationConsent: Sendable, Equatable {
    /// What is known about the consent.
    package enum State: String, Sendable, CaseIterable {
        /// An administrator consented for all users.
        case granted
        /// Each user must consent, at a page.
        case missing
        /// Only an administrator can consent.
        case adminRequired
        /// Users decline.
        case declined
    }

    /// The resource, by any of its names.
    package let resource: String
    /// What is known about the consent.
    package let state: State

    /// Creates a consent.
    package init(resource: String, state: State) {
        self.resource = resource
        self.state = state
    }
}
