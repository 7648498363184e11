import InsightsHTTP
import InsightsTime
import Synchronization
import Testing

@testable import InsightsContracts

/// A time in which waiting takes none.
final class PatientTime: Sendable {
    private let state = Mutex((elapsed: Duration.zero, waits: [Duration]()))

    var waits: [Duration] { state.withLock { $0.waits } }

    func pass(_ duration: Duration) {
        state.withLock { $0.elapsed += duration }
    }

    private func wait(_ duration: Duration) {
        state.withLock { state in
            state.elapsed += duration
            state.waits.append(duration)
        }
    }

    private var elapsed: Duration { state.withLock { $0.elapsed } }

    var time: ServerTime {
        ServerTime(
            now: { Timestamp(secondsSinceEpoch: 1_614_600_000 + Int(self.elapsed.components.seconds)) },
            elapsed: { self.elapsed }, sleep: { self.wait($0) })
    }
}

/// Answers with what it is given, in turn; the last one for good.
final class ScriptedTransport: HTTPTransport {
    private let responses: Mutex<[HTTPResponse]>

    init(_ responses: [HTTPResponse]) {
        self.responses = Mutex(responses)
    }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        responses.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
    }
}

@Suite("Rate limiting towards servers")
struct RateLimiterTests {
    private static let request = HTTPRequest(.get, "/")

    private static func throttled(_ retryAfter: String?) -> HTTPResponse {
        HTTPResponse(429, fields: HTTPFields(retryAfter.map { [(name: "Retry-After", value: $0)] } ?? []))
    }

    private func transport(
        _ responses: [HTTPResponse], pace: Duration = .zero, _ time: PatientTime
    ) -> RateLimitedTransport {
        RateLimitedTransport(
            transport: ScriptedTransport(responses),
            rateLimiter: RateLimiter(pace: pace, longestBackoff: .seconds(120), time: time.time))
    }

    @Test("Requests begin at least the interval apart, and a late one does not wait")
    func pace() async throws {
        let time = PatientTime()
        let transport = transport([HTTPResponse(200)], pace: .milliseconds(500), time)
        _ = try await transport.send(Self.request)
        time.pass(.milliseconds(200))
        _ = try await transport.send(Self.request)
        time.pass(.seconds(3))
        _ = try await transport.send(Self.request)
        _ = try await transport.send(Self.request)
        #expect(time.waits == [.milliseconds(300), .milliseconds(500)])
    }

    @Test(
        "After a 429 the client waits for Retry-After, or for ten seconds",
        arguments: [("7", 7), ("0", 0), (nil, 10), ("Wed, 21 Oct 2015 07:28:00 GMT", 10), ("-3", 0), ("120", 120)])
    func rests(retryAfter: String?, seconds: Int) async throws {
        let time = PatientTime()
        let transport = transport([Self.throttled(retryAfter), HTTPResponse(200)], time)
        #expect(try await transport.send(Self.request).status == 200)
        #expect(time.waits == [.seconds(seconds)])
    }

    @Test("A waiting time over the limit is not waited for")
    func tooLong() async throws {
        let time = PatientTime()
        let transport = transport([Self.throttled("121")], time)
        await #expect(throws: TargetError.unreachable("the server asks to wait 121 s; the limit is 120 s")) {
            try await transport.send(Self.request)
        }
        #expect(time.waits == [])
    }

    @Test("A server that always responds 429 gets three repetitions")
    func endless() async throws {
        let time = PatientTime()
        let transport = transport([Self.throttled("1")], time)
        await #expect(throws: TargetError.unreachable("the server still returns 429 after 4 requests")) {
            try await transport.send(Self.request)
        }
        #expect(time.waits == [.seconds(1), .seconds(1), .seconds(1)])
    }
}
