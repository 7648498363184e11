/// The consent of a user that an application may act for them.
struct GivenConsent: Hashable, Sendable {
    let userPrincipalName: String
    let clientID: String
}
