/// What goes wrong with a request, or with a run of a report.
public enum Fault: Sendable, Equatable {
    /// The service refuses with a status and its documented body; the request has no effect.
    case status(Int)
    /// 429 with `Retry-After`, in seconds; the request has no effect.
    case throttled(retryAfter: Int)
    /// 401 as if the token had expired; the request has no effect.
    case expiredToken
    /// The answer comes late.
    case latency(FaultLatency, isReal: Bool)
    /// The connection is reset, after the request has had its effect.
    case connectionReset(ResetPlace)
    /// The connection is closed in order, but before the announced length; nil for half of the body.
    case truncatedBody(afterBytes: Int?)
    /// One byte in the middle of the packed file is another.
    case corruptGzip
    /// The body comes at so many bytes in a second.
    case slowDrip(bytesPerSecond: Int)
    /// `Content-Length` is so much more, or less, than the body's length.
    case wrongContentLength(by: Int)
    /// A run of a report stays Running: of the report of that name, or of any.
    case heldExecution(reportName: String?)
    /// The callback of a completed run fails: with that status, or without an answer.
    case failedCallback(status: Int?)

    /// Where a connection is reset.
    public enum ResetPlace: Sendable, Equatable {
        /// Before the first byte of the answer.
        case beforeHead
        /// After so many bytes of the body; nil for half of it.
        case midBody(afterBytes: Int?)
        /// After the last byte of the body.
        case afterBody
    }

    /// The fault as rules name it.
    var kind: FaultKind {
        switch self {
        case .status: .status
        case .throttled: .throttle
        case .expiredToken: .expiredToken
        case .latency: .latency
        case .connectionReset: .reset
        case .truncatedBody: .truncate
        case .corruptGzip: .corruptGzip
        case .slowDrip: .slowDrip
        case .wrongContentLength: .wrongContentLength
        case .heldExecution: .holdExecution
        case .failedCallback: .failCallback
        }
    }

    /// Whether the fault applies to a run of a report rather than to a request.
    var targetsLifecycle: Bool {
        switch self {
        case .heldExecution, .failedCallback: true
        default: false
        }
    }
}

/// The names of faults in rules.
enum FaultKind: String, CaseIterable, Sendable {
    case status
    case throttle
    case expiredToken = "expired-token"
    case latency
    case reset
    case truncate
    case corruptGzip = "corrupt-gzip"
    case slowDrip = "slow-drip"
    case wrongContentLength = "wrong-content-length"
    case holdExecution = "hold-execution"
    case failCallback = "fail-callback"
}

/// How late an answer comes.
public enum FaultLatency: Sendable, Equatable {
    /// Always as late, in milliseconds.
    case fixed(milliseconds: Int)
    /// Anything between two bounds, each value as likely as the other, in milliseconds.
    case uniform(from: Int, to: Int)
    /// Mostly short, now and then long: exponentially distributed around a mean, ten times of which is never exceeded;
    /// in milliseconds.
    case exponential(mean: Int)

    /// How many milliseconds a draw between 0 and 1 means.
    func milliseconds(_ draw: Double) -> Int {
        switch self {
        case .fixed(let milliseconds): return milliseconds
        case .uniform(let from, let to): return from + Int(draw * Double(to - from + 1))
        case .exponential(let mean):
            // -ln(1 - u) by halving: exact enough for milliseconds, and the same on every machine.
            return min(mean * 10, Int(Double(mean) * Self.negativeLogarithm(1 - draw)))
        }
    }

    /// -ln(x) for 0 < x <= 1, by x = m / 2^k and the series of artanh.
    ///
    /// Basic arithmetic only, so that every machine gives the same milliseconds.
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
