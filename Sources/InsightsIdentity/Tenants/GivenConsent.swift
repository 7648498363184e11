/// The consent of a user that an application may act for them at a resource.
struct GivenConsent: Hashable, Sendable {
    let userPrincipalName: String
    let clientID: String
    /// The key of the resource, which is the same for all its names.
    let resource: String
}
