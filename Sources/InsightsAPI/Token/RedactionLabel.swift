/// What is shown in place of a secret.
public enum RedactionLabel: String, CaseIterable, Sendable {
    /// An access token.
    case bearerToken = "<bearer token>"
    /// An application's secret.
    case clientSecret = "<client secret>"
    /// A user's password.
    case password = "<password>"
    /// A refresh token.
    case refreshToken = "<refresh token>"
    /// An ID token.
    case idToken = "<id token>"
    /// What an application signs instead of sending its secret.
    case clientAssertion = "<client assertion>"
    /// What stands for a user at the token endpoint.
    case assertion = "<assertion>"
    /// What a user was given to get a token with.
    case code = "<code>"
    /// What an Authorization header holds that is no bearer token, or may be any.
    case credentials = "<credentials>"
    /// A cookie.
    case cookie = "<cookie>"
    /// The key of a simulator's administration.
    case administrationKey = "<administration key>"
    /// The signature of a link, which belongs into its address.
    case linkSignature = "<link signature>"
    /// Something that has the form of a token.
    case token = "<token>"
    /// Something that stands where a secret does.
    case secret = "<secret>"
}
