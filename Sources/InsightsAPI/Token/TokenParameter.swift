/// A parameter of a token request's form; the code that parses, sends and documents it shares these names.
package enum TokenParameter: String, Sendable, CaseIterable {
    /// The grant type.
    case grantType = "grant_type"
    /// The identifier of the application.
    case clientID = "client_id"
    /// The secret of the application.
    case clientSecret = "client_secret"
    /// A signed assertion, instead of the secret.
    case clientAssertion = "client_assertion"
    /// The type of the assertion.
    case clientAssertionType = "client_assertion_type"
    /// The principal name of the user.
    case username
    /// The password of the user.
    case password
    /// A refresh token from an earlier response.
    case refreshToken = "refresh_token"
    /// The resource that the token is for, at the v1 endpoint.
    case resource
    /// The requested scopes, separated by spaces.
    case scope
    /// The value `1` requests `client_info` in the response, at the v2 endpoint.
    case clientInfo = "client_info"
}

/// A supported grant type.
package enum TokenGrantType: String, Sendable, CaseIterable {
    /// An application without a user.
    case clientCredentials = "client_credentials"
    /// A user with a password.
    case password
    /// A user with a refresh token.
    case refreshToken = "refresh_token"

    /// The parameters that the grant requires in addition to those of the client.
    package var parameters: [TokenParameter] {
        switch self {
        case .clientCredentials: []
        case .password: [.username, .password]
        case .refreshToken: [.refreshToken]
        }
    }
}
