import InsightsHTTP
private import Synchronization

/// A limiter that spaces requests and waits when a server demands it.
final class RateLimiter: Sendable {
    /// The wait after a 429 without a readable `Retry-After`.
    static let defaultRetryDelay = Duration.seconds(10)
    /// The greatest number of times a request is sent again.
    static let mostRepetitions = 3

    private let pace: Duration
    private let longestBackoff: Duration
    private let time: ServerTime
    /// The earliest start of the next request, on the clock of `time.elapsed`.
    private let next: Mutex<Duration>

    init(pace: Duration, longestBackoff: Duration, time: ServerTime) {
        self.pace = pace
        self.longestBackoff = longestBackoff
        self.time = time
        next = Mutex(.zero)
    }

    /// Waits until the next request may start.
    func waitForTurn() async {
        let now = time.elapsed()
        let start = next.withLock { next in
            let start = max(now, next)
            next = start + pace
            return start
        }
        if start > now { await time.sleep(start - now) }
    }

    /// Waits as a response demands; returns false if it is not a 429.
    ///
    /// - Throws: `TargetError` if the wait is too long, or the request was repeated too often.
    func backOff(after response: HTTPResponse, repetition: Int) async throws(TargetError) -> Bool {
        guard response.status.code == 429 else { return false }
        let field = response.fields["Retry-After"]
        let delay = field.flatMap { Int($0) }.map { Duration.seconds(max(0, $0)) } ?? Self.defaultRetryDelay
        guard delay <= longestBackoff else {
            throw .unreachable(
                "the server asks to wait \(delay.components.seconds) s; the limit is \(longestBackoff.components.seconds) s"
            )
        }
        guard repetition < Self.mostRepetitions else {
            throw .unreachable("the server still returns 429 after \(repetition + 1) requests")
        }
        await time.sleep(delay)
        return true
    }
}

/// A transport that spaces requests and repeats them after the server has demanded a wait.
struct RateLimitedTransport: HTTPTransport {
    let transport: any HTTPTransport
    let rateLimiter: RateLimiter

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        var repetition = 0
        while true {
            await rateLimiter.waitForTurn()
            // A cancelled task does not wait, so check for cancellation here.
            if Task.isCancelled { throw TargetError.interrupted }
            let response = try await transport.send(request)
            guard try await rateLimiter.backOff(after: response, repetition: repetition) else { return response }
            repetition += 1
        }
    }
}
