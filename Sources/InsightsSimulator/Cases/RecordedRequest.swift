import InsightsHTTP

/// One request of a case, with what it was answered then.
struct RecordedRequest: Sendable, Equatable {
    /// What was answered.
    struct Answer: Sendable, Equatable {
        let status: Int
        /// The body's digest, base64url of SHA-256; nil where the journal did not have it whole.
        let digest: String?
    }

    let method: HTTPMethod
    let target: String
    /// The fields that answers depend on.
    let fields: [Field]
    let body: [UInt8]
    /// The peer's address, which tokens carry; nil for one in process.
    let remoteAddress: String?
    /// Whether it came within TLS, which links follow.
    var isSecure = false
    let answer: Answer?

    struct Field: Sendable, Equatable {
        let name: String
        let value: String
    }

    /// The fields that answers depend on, in lower case; others may hold what is nobody's business.
    static let keptFields: Set<String> = [
        "host", "authorization", "content-type", "client-request-id", "return-client-request-id", "accept",
        "accept-encoding",
        "range", "if-range", "if-match", "if-none-match", "if-modified-since", "if-unmodified-since",
        "x-client-current-telemetry", "x-client-last-telemetry",
    ]
}

/// The places in a request where a token stands, in braces: which token answer of the case brought it.
enum TokenPlaceholder {
    static let unknown = "{{unknown token}}"
    static let wrongSecret = "{{wrong secret}}"

    static func access(_ number: Int) -> String { "{{access token \(number)}}" }
    static func refresh(_ number: Int) -> String { "{{refresh token \(number)}}" }
}
