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
    /// An authorization code; at the v1 endpoint also a device code.
    case code
    /// The redirect address for which the code was issued.
    case redirectURI = "redirect_uri"
    /// The verifier of the code's proof key.
    case codeVerifier = "code_verifier"
    /// A device code.
    case deviceCode = "device_code"

    /// The parameters of grants without sign-in pages.
    package static let withoutSignIn = allCases.filter {
        ![.code, .redirectURI, .codeVerifier, .deviceCode].contains($0)
    }
}

/// A supported grant type.
package enum TokenGrantType: String, Sendable, CaseIterable {
    /// An application without a user.
    case clientCredentials = "client_credentials"
    /// A user with a password.
    case password
    /// A user with a refresh token.
    case refreshToken = "refresh_token"
    /// A user who signed in at a page, by an authorization code.
    case authorizationCode = "authorization_code"
    /// A user who signed in at a page of another device.
    case deviceCode = "urn:ietf:params:oauth:grant-type:device_code"

    /// The grants without sign-in pages.
    package static let withoutSignIn = allCases.filter { ![.authorizationCode, .deviceCode].contains($0) }

    /// Creates a grant from its name; `device_code` is that of v1, which works at both endpoints.
    package init?(name: String) {
        if name == "device_code" { self = .deviceCode } else { self.init(rawValue: name) }
    }

    /// The parameters that the grant requires in addition to those of the client.
    package var parameters: [TokenParameter] {
        switch self {
        case .clientCredentials: []
        case .password: [.username, .password]
        case .refreshToken: [.refreshToken]
        case .authorizationCode: [.code]
        case .deviceCode: [.deviceCode]
        }
    }
}
