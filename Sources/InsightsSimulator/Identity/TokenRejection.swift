/// Why an access token does not open the service; every one is a 401.
enum TokenRejection: Error, Sendable, Equatable {
    /// There is no Authorization header.
    case missing
    /// The header is not `Bearer` and a token of three base64url segments with JSON in two of them.
    case malformed
    /// The algorithm is not RS256, or the key is not this simulator's.
    case wrongKey
    /// The signature is not the key's over this text.
    case wrongSignature
    /// The issuer, the tenant, the application or the user is not known, or they do not fit one another.
    case wrongIssuer
    /// The token is for something else.
    case wrongAudience
    /// The token is for a resource whose tokens the service no longer takes (token-endpoint section 12.3).
    case retiredAudience(String)
    /// The token's time is over, or has not begun.
    case outsideLifetime
    /// The token's user gave no second factor, which the service needs.
    case secondFactorMissing

    /// The challenge (RFC 6750 §3): no error code where no token was sent.
    var challenge: String {
        switch self {
        case .missing: "Bearer"
        case .malformed: Self.challenge("The token is malformed")
        case .wrongKey: Self.challenge("The signature key was not found")
        case .wrongSignature: Self.challenge("The signature is invalid")
        case .wrongIssuer: Self.challenge("The issuer is invalid")
        case .wrongAudience: Self.challenge("The audience is invalid")
        case .retiredAudience(let audience):
            Self.challenge(
                "900420: The audience '\(audience)' in the token is invalid and is no longer supported in Partner Center "
                    + "API.")
        case .secondFactorMissing: "Bearer error=\"invalid_token\""
        case .outsideLifetime: Self.challenge("The token is expired")
        }
    }

    private static func challenge(_ description: String) -> String {
        "Bearer error=\"invalid_token\", error_description=\"\(description)\""
    }
}
