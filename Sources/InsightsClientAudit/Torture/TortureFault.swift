public import InsightsAPI
import InsightsSimulator

/// A fault that torture injects into one call of a client.
public enum TortureFault: String, CaseIterable, Sendable {
    /// 429 until the client has waited for Retry-After.
    case throttled
    /// 401 until the client gets a new token.
    case unauthorized
    /// A single 500.
    case serverError = "server-error"
    /// The connection is reset before the response.
    case resetBeforeBody = "reset-before-body"
    /// The connection is reset in the middle of the body.
    case resetInBody = "reset-in-body"
    /// The connection is reset after the body.
    case resetAfterBody = "reset-after-body"
    /// The body arrives slowly.
    case slowBody = "slow-body"
    /// Half of the compressed file is missing.
    case truncatedGzip = "truncated-gzip"
    /// The compressed file ends early in a whole message.
    case shortGzip = "short-gzip"
    /// 403 for a download link until executions are listed again.
    case expiredLink = "expired-link"

    /// Tells whether the fault applies to calls of a route.
    public func applies(to route: Operation) -> Bool {
        switch self {
        case .unauthorized: route.isOfService
        case .truncatedGzip, .shortGzip, .expiredLink: route == .download
        default: route != .other
        }
    }

    /// The duration of a slow body, in seconds.
    private static let slowSeconds = 2
    /// The assumed length of a body of unknown length, in bytes.
    private static let usualLength = 4096

    /// Returns the fault for a call whose response had `bodyBytes` bytes in the first run.
    func fault(bodyBytes: Int?) -> Fault {
        switch self {
        case .throttled: .throttled(retryAfter: 1)
        case .unauthorized: .status(401)
        case .serverError: .status(500)
        case .resetBeforeBody: .connectionReset(.beforeHead)
        case .resetInBody: .connectionReset(.midBody(afterBytes: nil))
        case .resetAfterBody: .connectionReset(.afterBody)
        case .slowBody: .slowDrip(bytesPerSecond: max(1, (bodyBytes ?? Self.usualLength) / Self.slowSeconds))
        case .truncatedGzip: .truncatedBody(afterBytes: nil)
        case .shortGzip: .shortGzip(afterBytes: nil)
        case .expiredLink: .status(403)
        }
    }

    /// Whether it persists until the client does what the response asks for: an immediate retry meets it again.
    var isSticky: Bool { [.throttled, .unauthorized, .expiredLink].contains(self) }
}

extension TortureFault: CustomStringConvertible {
    /// The fault for people.
    public var description: String {
        switch self {
        case .throttled: "429 with Retry-After 1, until the route was left alone for so long"
        case .unauthorized: "401 for the token, until there is a new one"
        case .serverError: "500"
        case .resetBeforeBody: "connection reset before the response"
        case .resetInBody: "connection reset in the middle of the body"
        case .resetAfterBody: "connection reset behind the body"
        case .slowBody: "a body that takes \(Self.slowSeconds) s"
        case .truncatedGzip: "half of the packed file"
        case .shortGzip: "half of the packed file, in a whole message"
        case .expiredLink: "403 for the link, until executions are listed again"
        }
    }
}
