/// The placeholder that replaces a secret in output.
package enum RedactionLabel: String, CaseIterable, Sendable {
    /// An access token.
    case bearerToken = "<bearer token>"
    /// The secret of an application.
    case clientSecret = "<client secret>"
    /// The password of a user.
    case password = "<password>"
    /// A refresh token.
    case refreshToken = "<refresh token>"
    /// An ID token.
    case idToken = "<id token>"
    /// A signed assertion that an application sends instead of its secret.
    case clientAssertion = "<client assertion>"
    /// An assertion that represents a user at the token endpoint.
    case assertion = "<assertion>"
    /// An authorization code, which a client exchanges for a token.
    case code = "<code>"
    /// The value of an Authorization header that is not a bearer token, or whose scheme is unknown.
    case credentials = "<credentials>"
    /// The value of a cookie.
    case cookie = "<cookie>"
    /// The key of a simulator's administration.
    case administrationKey = "<administration key>"
    /// The signature in the URL of a download link.
    case linkSignature = "<link signature>"
    /// A value that has the form of a token.
    case token = "<token>"
    /// A value in a position that holds a secret.
    case secret = "<secret>"
}
