import InsightsAPI

/// Why an access token does not open the service; every one is a 401.
enum TokenRejection: Error, Sendable, Equatable {
    /// There is no Authorization header.
    case missing
    /// The header is not `Bearer` and a token of three base64url segments with JSON in two of them.
    case malformed
    /// The algorithm is not RS256, or the key is none that the tenant publishes.
    case wrongKey(KeyMistake)
    /// The signature is not the key's over this text.
    case wrongSignature
    /// The issuer, the tenant, the application or the user is not known, or they do not fit one another.
    case wrongIssuer(IssuerMistake)
    /// The token is for something else.
    case wrongAudience
    /// The token is for a resource whose tokens the service no longer takes (token-endpoint section 12.3).
    case retiredAudience(String)
    /// The token's time is over, or has not begun.
    case outsideLifetime
    /// The token's user gave no second factor, which the service needs.
    case secondFactorMissing

    /// What is wrong with a token's key or algorithm; clients are told of the key alone.
    enum KeyMistake: Error, Sendable, Equatable {
        /// It is an id token, unsigned or not.
        case identityToken
        /// The algorithm is another one, or none is named.
        case algorithm(String?)
        /// The header brings a key of its own, or demands an extension.
        case header(String)
        /// No key is named.
        case unnamed
        /// The key named was never this simulator's.
        case unknown(String)
        /// The key was the simulator's, and the tenant no longer publishes it.
        case retired
        /// Nothing yet: the key must be made first, which was not to be done here.
        case notMade
    }

    /// What is wrong with whom a token is from and about.
    enum IssuerMistake: Error, Sendable, Equatable {
        /// It is an id token.
        case identityToken
        /// The tenant is not known, or was deleted.
        case tenant
        /// The issuer is not the tenant's, which is this.
        case issuer(String)
        /// The version is none that the service takes.
        case version(String?)
        /// The tenant has no such application.
        case application
        /// The tenant has no such user.
        case user
    }

    /// The challenge (RFC 6750 §3): no error code where no token was sent.
    var challenge: String {
        switch self {
        case .missing: "Bearer"
        case .malformed: Self.challenge("The token is malformed")
        case .wrongKey: Self.challenge("The signature key was not found")
        case .wrongSignature: Self.challenge("The signature is invalid")
        case .wrongIssuer: Self.challenge("The issuer is invalid")
        case .wrongAudience: Self.challenge("The audience is invalid")
        case .retiredAudience: Self.challenge(serviceError.message)
        case .secondFactorMissing: "Bearer error=\"invalid_token\""
        case .outsideLifetime: Self.challenge("The token is expired")
        }
    }

    /// What the envelope says.
    var serviceError: ServiceError {
        if case .retiredAudience(let audience) = self { .retiredAudience(audience) } else { .unauthorized }
    }

    private static func challenge(_ description: String) -> String {
        "Bearer error=\"invalid_token\", error_description=\"\(description)\""
    }
}
