/// Why a call of the typed client did not bring what it promised.
public enum ClientError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The service refused: the HTTP status and the envelope's message.
    case refused(status: Int, message: String?)
    /// The token endpoint refused: the HTTP status, the OAuth error and the first line of its description.
    case tokenRefused(status: Int, error: String, description: String)
    /// The answer does not have the shape it should: where in it, what was found, what was expected.
    case unexpectedAnswer(place: String, found: String, expected: String)
    /// A download address the transport cannot reach.
    case badLink(String)

    /// The cause in one line.
    public var description: String {
        switch self {
        case .refused(let status, let message): "the service answered \(status): \(message ?? "no message")"
        case .tokenRefused(let status, let error, let description):
            "the token endpoint answered \(status) \(error): \(description)"
        case .unexpectedAnswer(let place, let found, let expected): "\(place): found \(found), expected \(expected)"
        case .badLink(let link): "cannot follow the link \(link)"
        }
    }
}
