/// The parameters of a token request's form, named here once for those who read, send and describe them.
public enum TokenParameter: String, Sendable, CaseIterable {
    case grantType = "grant_type"
    case clientID = "client_id"
    case clientSecret = "client_secret"
    case clientAssertion = "client_assertion"
    case clientAssertionType = "client_assertion_type"
    case username
    case password
    case refreshToken = "refresh_token"
    /// What the token is for, at the v1 endpoint.
    case resource
    case scope
    /// `1` asks for `client_info` in the answer, at the v2 endpoint.
    case clientInfo = "client_info"
}

/// The grants that are served.
public enum TokenGrantType: String, Sendable, CaseIterable {
    case clientCredentials = "client_credentials"
    case password
    case refreshToken = "refresh_token"

    /// The parameters it needs besides the client's.
    public var parameters: [TokenParameter] {
        switch self {
        case .clientCredentials: []
        case .password: [.username, .password]
        case .refreshToken: [.refreshToken]
        }
    }
}
