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
    /// The token's time is over, or has not begun.
    case outsideLifetime

    /// The challenge (RFC 6750 §3): no error code where no token was sent.
    var challenge: String {
        switch self {
        case .missing: "Bearer"
        case .malformed: Self.challenge("The token is malformed")
        case .wrongKey: Self.challenge("The signature key was not found")
        case .wrongSignature: Self.challenge("The signature is invalid")
        case .wrongIssuer: Self.challenge("The issuer is invalid")
        case .wrongAudience: Self.challenge("The audience is invalid")
        case .outsideLifetime: Self.challenge("The token is expired")
        }
    }

    private static func challenge(_ description: String) -> String {
        "Bearer error=\"invalid_token\", error_description=\"\(description)\""
    }
}
