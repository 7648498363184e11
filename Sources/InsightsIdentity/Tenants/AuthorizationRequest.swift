import InsightsAPI
import InsightsFixtures

/// A valid authorization request, before anyone has signed in (2026 3.2).
struct AuthorizationRequest: Sendable {
    /// The values of `prompt`.
    enum Prompt: String, Sendable, CaseIterable {
        case login
        case none
        case consent
        case selectAccount = "select_account"
        /// The spelling of v1 for an administrator's consent.
        case adminConsent = "admin_consent"
    }

    let version: TokenVersion
    let application: Application
    let target: AuthorizationTarget
    /// The platform of the registered redirect address.
    let platform: RedirectAddress.Platform
    /// Whether the response holds an ID token besides the code.
    var wantsIDToken = false
    var nonce: String?
    var prompt: Prompt?
    var loginHint: String?
    var challenge: CodeChallenge?
    /// The resource of v1.
    var resource: String?
    var scope: String?
}

/// The client's address for the response, and the way there.
struct AuthorizationTarget: Sendable {
    /// The values of `response_mode`.
    enum Mode: String, Sendable, CaseIterable {
        case query
        case fragment
        case formPost = "form_post"
    }

    /// The redirect address as sent.
    let uri: String
    var mode: Mode
    var state: String?
}

/// The reason why an authorization request is refused, and where the error goes.
struct AuthorizationRefusal: Error, Sendable {
    let error: TokenError
    /// The client's address; nil if the error must be shown as a page, as long as the address is not trusted.
    let target: AuthorizationTarget?
}
