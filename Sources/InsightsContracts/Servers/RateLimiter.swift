import InsightsHTTP
private import Synchronization

/// Keeps requests apart, and waits when a server asks for it.
final class RateLimiter: Sendable {
    /// How long is waited where a server asks for rest without a number that can be read.
    static let defaultRetryDelay = Duration.seconds(10)
    /// How often a request is sent again.
    static let mostRepetitions = 3

    private let pace: Duration
    private let longestRest: Duration
    private let time: ServerTime
    /// When the next request may begin.
    private let next: Mutex<Duration>

    init(pace: Duration, longestRest: Duration, time: ServerTime) {
        self.pace = pace
        self.longestRest = longestRest
        self.time = time
        next = Mutex(.zero)
    }

    /// Waits until it is somebody's turn.
    func waitForTurn() async {
        let now = time.elapsed()
        let start = next.withLock { next in
            let start = max(now, next)
            next = start + pace
            return start
        }
        if start > now { await time.sleep(start - now) }
    }

    /// Waits as an answer asks for; false where it does not ask.
    ///
    /// - Throws: `TargetError`, where it asks for more than can be waited for.
    func rest(after response: HTTPResponse, repetition: Int) async throws(TargetError) -> Bool {
        guard response.status.code == 429 else { return false }
        let field = response.fields["Retry-After"]
        let rest = field.flatMap { Int($0) }.map { Duration.seconds(max(0, $0)) } ?? Self.defaultRetryDelay
        guard rest <= longestRest else {
            throw .unreachable("the server asks to wait \(rest.components.seconds) s, more than is waited for")
        }
        guard repetition < Self.mostRepetitions else {
            throw .unreachable("the server went on answering 429 when asked \(repetition + 1) times")
        }
        await time.sleep(rest)
        return true
    }
}

/// Sends requests at a pace, and again when the server has asked to wait.
struct RateLimitedTransport: HTTPTransport {
    let transport: any HTTPTransport
    let courtesy: RateLimiter

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        var repetition = 0
        while true {
            await courtesy.waitForTurn()
            // Waiting ends at once then.
            if Task.isCancelled { throw TargetError.interrupted }
            let response = try await transport.send(request)
            guard try await courtesy.rest(after: response, repetition: repetition) else { return response }
            repetition += 1
        }
    }
}
