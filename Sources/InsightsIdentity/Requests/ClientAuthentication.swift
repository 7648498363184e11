/// The authentication of a client (RFC 6749 §2.3).
enum ClientAuthentication: Sendable {
    /// A secret, with all texts that may be meant.
    case secret([String])
    /// A signed assertion.
    case assertion(String)

    /// The value of the claims `appidacr` and `azpacr`; `0` is a public client.
    var claim: String {
        switch self {
        case .secret: "1"
        case .assertion: "2"
        }
    }
}
