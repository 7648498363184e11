/// A token with a verified signature, issuer and principal; its time and audience are checked at each use.
///
/// It is a class because it is passed along with every request and never changes. Copying a struct of that many strings
/// would cost more than the other checks of a request together.
package final class VerifiedToken: Sendable {
    package let context: any TenantContext
    package let principal: Principal
    package let audience: String
    package let notBefore: Int
    package let expires: Int
    /// The generation of the simulator's key that signed it.
    package let keyGeneration: Int
    /// Whether its user used a second factor.
    package let hasSecondFactor: Bool
    /// The delegated permissions of a user's token, `scp`; nil for an application alone.
    package let scope: String?
    /// Whether the permissions give access to the service.
    package let isPermitted: Bool

    init(
        context: any TenantContext, principal: Principal, audience: String, notBefore: Int, expires: Int,
        keyGeneration: Int,
        hasSecondFactor: Bool, scope: String? = nil
    ) {
        self.context = context
        self.principal = principal
        self.audience = audience
        self.notBefore = notBefore
        self.expires = expires
        self.keyGeneration = keyGeneration
        self.hasSecondFactor = hasSecondFactor
        self.scope = scope
        let permission = DirectoryResource.userImpersonation
        isPermitted = scope.map { $0.split(separator: " ").contains { $0 == permission } } ?? true
    }
}
