/// The reason why a call of the typed client failed.
public enum ClientError: Error, Sendable, Equatable, CustomStringConvertible {
    /// An error of the service, with the HTTP status and the envelope's message.
    case refused(status: Int, message: String?)
    /// An error of the token endpoint, with the HTTP status, the OAuth error and the first line of its description.
    case tokenRefused(status: Int, error: String, description: String)
    /// A response without the expected shape, with the location, the found and the expected value.
    case unexpectedResponse(place: String, found: String, expected: String)
    /// A download link that has no path after its scheme and host.
    case badLink(String)

    /// The cause in one line.
    public var description: String {
        switch self {
        case .refused(let status, let message): "the service returned \(status): \(message ?? "no message")"
        case .tokenRefused(let status, let error, let description):
            "the token endpoint returned \(status) \(error): \(description)"
        case .unexpectedResponse(let place, let found, let expected): "\(place): found \(found), expected \(expected)"
        case .badLink(let link): "cannot follow the link \(link)"
        }
    }
}
