public import InsightsJSON

/// A fault of a request, or of an execution of a report.
public enum Fault: Sendable, Equatable {
    /// An error with a status and its documented body; the request has no effect.
    case status(Int)
    /// An error with a status, which its documented body repeats, under status 200; the request has no effect.
    case errorIn200(Int)
    /// A page of HTML with a status in place of the response, as a gateway sends it; the request has no effect.
    case htmlPage(status: Int)
    /// A redirect to the same address; the request has no effect.
    case redirect(status: Int)
    /// The refusal of an unknown instance by a document about the token endpoint.
    case unknownInstance
    /// A 429 with `Retry-After` in seconds or as a date; the request has no effect.
    case throttled(retryAfter: Int, as: RetryAfterForm = .seconds, body: ThrottleBody = .usual)
    /// A 401 as for an expired token; the request has no effect.
    case expiredToken
    /// A member of a token response with another value, or without it if the value is nil.
    case tokenField(String, JSONValue?)
    /// A response with the content coding gzip, whether the client accepts it or not.
    case gzip
    /// A response without a length, in the chunked transfer coding.
    case chunked
    /// A delayed response; `isReal` states whether it also waits in real time.
    case latency(FaultLatency, isReal: Bool)
    /// A connection reset, after the request has taken effect.
    case connectionReset(ResetPlace)
    /// An orderly close before the announced length; nil for half of the body.
    case truncatedBody(afterBytes: Int?)
    /// A changed byte in the middle of the compressed file.
    case corruptGzip
    /// A whole message with a file that ends early; nil for half of it.
    case shortGzip(afterBytes: Int?)
    /// A body that is sent at a limited rate.
    case slowDrip(bytesPerSecond: Int)
    /// A `Content-Length` that is larger, or smaller, than the body's length.
    case wrongContentLength(by: Int)
    /// An execution that stays Running; nil for a report of any name.
    case heldExecution(reportName: String?)
    /// A failed callback of a completed execution, with a status; nil for no response.
    case failedCallback(status: Int?)

    /// The form of a `Retry-After`.
    public enum RetryAfterForm: String, Sendable, CaseIterable {
        /// A number of seconds.
        case seconds
        /// A date, by the tenant's clock.
        case date
    }

    /// The body of a 429.
    public enum ThrottleBody: String, Sendable, CaseIterable {
        /// What the route usually sends: text at the token endpoint, an envelope in the service.
        case usual
        /// JSON.
        case json
        /// Plain text.
        case text
    }

    /// The point at which a connection is reset.
    public enum ResetPlace: Sendable, Equatable {
        /// Before the first byte of the response.
        case beforeHead
        /// After a number of body bytes; nil for half of the body.
        case midBody(afterBytes: Int?)
        /// After the last byte of the body.
        case afterBody
    }

    /// The kind of the fault, as named in rules.
    var kind: FaultKind {
        switch self {
        case .status: .status
        case .errorIn200: .errorIn200
        case .htmlPage: .htmlPage
        case .redirect: .redirect
        case .unknownInstance: .unknownInstance
        case .throttled: .throttle
        case .expiredToken: .expiredToken
        case .tokenField: .tokenField
        case .gzip: .gzip
        case .chunked: .chunked
        case .latency: .latency
        case .connectionReset: .reset
        case .truncatedBody: .truncate
        case .corruptGzip: .corruptGzip
        case .shortGzip: .shortGzip
        case .slowDrip: .slowDrip
        case .wrongContentLength: .wrongContentLength
        case .heldExecution: .holdExecution
        case .failedCallback: .failCallback
        }
    }

    /// Whether the fault applies to a run of a report rather than to a request.
    package var targetsLifecycle: Bool {
        switch self {
        case .heldExecution, .failedCallback: true
        default: false
        }
    }
}

/// The kinds of faults, as named in rules.
enum FaultKind: String, CaseIterable, Sendable {
    case status
    case throttle
    case expiredToken = "expired-token"
    case latency
    case reset
    case truncate
    case corruptGzip = "corrupt-gzip"
    case shortGzip = "short-gzip"
    case slowDrip = "slow-drip"
    case wrongContentLength = "wrong-content-length"
    case holdExecution = "hold-execution"
    case failCallback = "fail-callback"
    case errorIn200 = "error-in-200"
    case htmlPage = "html-page"
    case redirect
    case unknownInstance = "unknown-instance"
    case tokenField = "token-field"
    case gzip
    case chunked
}

/// The delay of a response.
public enum FaultLatency: Sendable, Equatable {
    /// A constant number of milliseconds.
    case fixed(milliseconds: Int)
    /// A uniform distribution between two bounds, in milliseconds.
    case uniform(from: Int, to: Int)
    /// An exponential distribution around a mean in milliseconds, limited to ten times the mean.
    case exponential(mean: Int)

    /// Returns the delay in milliseconds for a draw from 0 up to, not including, 1.
    func milliseconds(_ draw: Double) -> Int {
        switch self {
        case .fixed(let milliseconds): return milliseconds
        case .uniform(let from, let to): return from + Int(draw * Double(to - from + 1))
        case .exponential(let mean):
            // Computes -ln(1 - u) by halving: precise enough for milliseconds, and the same on every machine.
            return min(mean * 10, Int(Double(mean) * Self.negativeLogarithm(1 - draw)))
        }
    }

    /// Returns -ln(x) for 0 < x <= 1, with x = m / 2^k and the series of artanh.
    ///
    /// It uses basic arithmetic only, so every machine gives the same milliseconds.
    private static func negativeLogarithm(_ x: Double) -> Double {
        var mantissa = max(x, 0x1p-53)
        var halvings = 0.0
        while mantissa < 0.5 {
            mantissa *= 2
            halvings += 1
        }
        let ratio = (mantissa - 1) / (mantissa + 1)
        let square = ratio * ratio
        var term = ratio
        var sum = 0.0
        var divisor = 1.0
        for _ in 0..<30 {
            sum += term / divisor
            term *= square
            divisor += 2
        }
        return halvings * 0.693147180559945309 - 2 * sum
    }
}
