/// The trust of an application in tokens of another issuer, which it presents in place of a secret.
package struct FederatedCredential: Sendable, Equatable {
    /// The usual audience of such tokens.
    package static let usualAudience = "api://AzureADTokenExchange"

    /// The trusted issuer, compared exactly.
    package let issuer: String
    /// The trusted subject, compared exactly; empty where an expression decides.
    package let subject: String
    /// The condition on the claims, in place of a subject.
    package var expression: ClaimsExpression?
    /// The trusted audience.
    package let audience: String
    /// Where the issuer's keys are.
    package let keys: IssuerKeys

    /// Creates a trust.
    package init(issuer: String, subject: String, audience: String = usualAudience, keys: IssuerKeys) {
        self.issuer = issuer
        self.subject = subject
        self.audience = audience
        self.keys = keys
    }
}
