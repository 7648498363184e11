import InsightsSimulator

/// The faults that torture injects into one call of a client.
enum TortureFault: String, CaseIterable {
    case throttled
    case unauthorized
    case serverError = "server-error"
    case resetBeforeBody = "reset-before-body"
    case resetInBody = "reset-in-body"
    case resetAfterBody = "reset-after-body"
    case slowBody = "slow-body"
    case truncatedGzip = "truncated-gzip"
    case expiredLink = "expired-link"

    /// Returns whether the fault applies to calls of a route.
    func canBefall(_ route: RequestRoute) -> Bool {
        switch self {
        case .unauthorized: route.isOfService
        case .truncatedGzip, .expiredLink: route == .download
        default: route != .unmatched
        }
    }

    /// The duration of a slow body, in seconds.
    private static let slowSeconds = 2
    /// The assumed length of a body of unknown length, in bytes.
    private static let usualLength = 4096

    /// Returns the fault to inject; `bodyBytes` is the length of the response's body in the first run.
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
        case .expiredLink: .status(403)
        }
    }

    /// Whether the fault persists until the client reacts correctly; an immediate retry gets it again.
    var lasts: Bool { [.throttled, .unauthorized, .expiredLink].contains(self) }

    /// The description of the fault, for people.
    var words: String {
        switch self {
        case .throttled: "429 with Retry-After 1, until the route was left alone for so long"
        case .unauthorized: "401 for the token, until there is a new one"
        case .serverError: "500"
        case .resetBeforeBody: "connection reset before the answer"
        case .resetInBody: "connection reset in the middle of the body"
        case .resetAfterBody: "connection reset behind the body"
        case .slowBody: "a body that takes \(Self.slowSeconds) s"
        case .truncatedGzip: "half of the packed file"
        case .expiredLink: "403 for the link, until executions are listed again"
        }
    }
}
