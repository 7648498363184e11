package import InsightsAPI

/// The reason why the service rejects an access token; the status is always 401.
package enum TokenRejection: Error, Sendable, Equatable {
    /// The request has no Authorization header.
    case missing
    /// The header is not `Bearer` with a token of three base64url segments, two of which contain JSON.
    case malformed
    /// The algorithm is not RS256, or the tenant does not publish the key.
    case wrongKey(KeyMistake)
    /// The key did not make the signature of this text.
    case wrongSignature
    /// The issuer, tenant, application or user is unknown, or they do not belong together.
    case wrongIssuer(IssuerMistake)
    /// The token is for another audience.
    case wrongAudience
    /// The token is for a resource whose tokens the service no longer accepts (token-endpoint section 12.3).
    case retiredAudience(String)
    /// The token has expired, or is not valid yet.
    case outsideLifetime
    /// The token's user did not use a second factor, which the service requires.
    case secondFactorMissing
    /// The same, in the form of 2026.
    case secondFactorRequired

    /// The error in a token's key or algorithm; the response mentions only the key.
    package enum KeyMistake: Error, Sendable, Equatable {
        /// The token is an ID token, signed or unsigned.
        case identityToken
        /// The algorithm is missing or not RS256.
        case algorithm(String?)
        /// The header contains its own key, or requires an extension; the value is the parameter's name.
        case header(String)
        /// The header names no key.
        case unnamed
        /// The key was never a key of this simulator.
        case unknown(String)
        /// The key was the simulator's, and the tenant no longer publishes it.
        case retired
        /// The key does not exist yet, and the caller did not allow its creation.
        case notMade
    }

    /// The error in a token's issuer or subject.
    package enum IssuerMistake: Error, Sendable, Equatable {
        /// The token is an ID token.
        case identityToken
        /// The tenant is unknown, or was deleted.
        case tenant
        /// The issuer is not that of the tenant; the value is the expected one.
        case issuer(String)
        /// The service does not accept the version.
        case version(String?)
        /// The tenant has no such application.
        case application
        /// The tenant has no such user.
        case user
    }

    /// The challenge (RFC 6750 §3), without an error code if no token was sent.
    package var challenge: String {
        switch self {
        case .missing: "Bearer"
        case .malformed: Self.challenge("The token is malformed")
        case .wrongKey: Self.challenge("The signature key was not found")
        case .wrongSignature: Self.challenge("The signature is invalid")
        case .wrongIssuer: Self.challenge("The issuer is invalid")
        case .wrongAudience: Self.challenge("The audience is invalid")
        case .retiredAudience: Self.challenge(serviceError.message)
        case .secondFactorMissing, .secondFactorRequired: "Bearer error=\"invalid_token\""
        case .outsideLifetime: Self.challenge("The token is expired")
        }
    }

    /// The error in the envelope.
    package var serviceError: ServiceError {
        if case .retiredAudience(let audience) = self { .retiredAudience(audience) } else { .unauthorized }
    }

    private static func challenge(_ description: String) -> String {
        "Bearer error=\"invalid_token\", error_description=\"\(description)\""
    }
}
