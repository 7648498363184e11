import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsTime
import Synchronization
import Testing

@testable import InsightsSimulator

@Suite("Callbacks: delivery")
struct CallbackDeliveryTests {
    @Test("POST has the report in the path and no content; GET has it in the query")
    func requests() async throws {
        let sender = RecordingSender()
        let harness = try CallbackHarness(sender)
        let post = try await harness.makeReport()
        let get = try await harness.makeReport(method: .get)
        harness.advance(hours: 4)
        #expect(sender.targets == ["/ready/\(post)", "/ready?reportId=\(get)"])
        #expect(sender.received.map(\.request.method) == [.post, .get])
        #expect(sender.received.allSatisfy { $0.request.body.isEmpty && $0.port == 9000 && !$0.isSecure })
    }

    @Test("A callback is sent when the run has ended, and advancing returns after it")
    func settled() async throws {
        let sender = RecordingSender()
        var settings = Settings()
        settings.runDuration = .seconds(90)
        let harness = try CallbackHarness(sender, settings)
        _ = try await harness.makeReport(count: 3)
        harness.advance(hours: 4, seconds: 89)
        #expect(sender.received.isEmpty)
        harness.advance(seconds: 1)
        #expect(sender.received.count == 1)
        harness.advance(hours: 48)
        #expect(sender.received.count == 3)
        let records = harness.simulator.callbacks
        #expect(records.map(\.outcome) == [.responded(status: 200), .responded(status: 200), .responded(status: 200)])
        #expect(
            records.map(\.time.description) == [
                "2021-01-06T09:01:30Z", "2021-01-07T09:01:30Z", "2021-01-08T09:01:30Z",
            ])
    }

    @Test("Over HTTP, too, the response of the clock follows the callbacks")
    func overHTTP() async throws {
        let sender = RecordingSender()
        let harness = try CallbackHarness(sender)
        _ = try await harness.makeReport()
        #expect(harness.simulator.post("/_sim/clock", #"{"advance":"P1D"}"#).status == 200)
        #expect(sender.received.count == 1)
    }

    @Test("A receiver that asks immediately sees the run Completed, at the instant of the call, and gets its file")
    func visible() async throws {
        let simulator = Late<Simulator>()
        let token = Late<String>()
        let seen = Mutex<[String]>([])
        let sender = RecordingSender { call, _ in
            guard let simulator = simulator.get(), let token = token.get() else { return .failed("too early") }
            let id = call.request.target.split(separator: "/").last ?? ""
            let fields = HTTPFields([("Authorization", "Bearer \(token)")])
            let response = ServiceResponse(
                simulator.respond(
                    to: HTTPRequest(.get, "/insights/v1/mpn/ScheduledReport/execution/\(id)", fields: fields)))
            let record = response.value.first
            let link = record?["reportAccessSecureLink"]?.string ?? ""
            let file = simulator.get(String(link.dropFirst("http://localhost".count)))
            seen.withLock {
                $0.append("\(record?["executionStatus"]?.string ?? response.text) \(simulator.now) \(file.status)")
            }
            return .responded(status: 200)
        }
        let harness = try CallbackHarness(
            sender,
            {
                var s = Settings()
                s.tokenLifetime = .seconds(86400)
                return s
            }())
        simulator.set(harness.simulator)
        _ = try await harness.makeReport()
        token.set(try await harness.client.renewToken().accessToken)
        harness.advance(hours: 20)
        #expect(seen.withLock { $0 } == ["Completed 2021-01-06T09:00:00Z 200"])
        #expect(harness.simulator.now == CallbackHarness.start.adding(hours: 20))
    }

    @Test("The callback of a report that runs at once precedes the next response")
    func executeNow() async throws {
        let sender = RecordingSender()
        let harness = try CallbackHarness(sender)
        let id = try await harness.makeReport(now: true)
        #expect(sender.received.isEmpty)
        #expect(try await harness.client.executions(reportID: id)[0].executionStatus == .completed)
        #expect(sender.targets == ["/ready/\(id)"])
    }

    @Test("With a clock that follows the machine's, the next request that finds a callback due sends it")
    func systemClock() async throws {
        let machine = FakeMachine(1_700_000_000)
        let sender = RecordingSender()
        let harness = try CallbackHarness(sender, clock: .following { machine.now().timestamp })
        _ = try await harness.makeReport()
        machine.pass(.seconds(4 * 3600))
        _ = harness.simulator.get("/_sim/health")
        #expect(sender.received.count == 1)
    }

    @Test("Callbacks of several reports are sent in the order of time")
    func order() async throws {
        let sender = RecordingSender()
        let harness = try CallbackHarness(sender)
        let first = try await harness.makeReport("http://localhost/1", count: 2)
        harness.advance(seconds: 60)
        let second = try await harness.makeReport("http://localhost/2", count: 2)
        harness.advance(hours: 60)
        #expect(sender.targets == ["/1/\(first)", "/2/\(second)", "/1/\(first)", "/2/\(second)"])
    }

    @Test("A deleted report has no callback and no retry")
    func deleted() async throws {
        var settings = Settings()
        settings.callbackAttempts = 3
        settings.runDuration = .seconds(60)
        let sender = RecordingSender { _, _ in .responded(status: 500) }
        let harness = try CallbackHarness(sender, settings)
        let running = try await harness.makeReport("http://localhost/running")
        let tried = try await harness.makeReport("http://localhost/tried", now: true)
        harness.advance(seconds: 60)
        #expect(sender.targets == ["/tried/\(tried)"])
        try await harness.client.deleteReport(id: tried)
        harness.advance(seconds: 4 * 3600 - 30)
        _ = try await harness.client.renewToken()
        try await harness.client.deleteReport(id: running)
        harness.advance(hours: 40)
        #expect(sender.received.count == 1)
    }

    @Test("A receiver may move the clock")
    func nested() async throws {
        let simulator = Late<Simulator>()
        let sender = RecordingSender { _, number in
            if number == 1 { _ = simulator.get()?.advance(by: ISODuration(days: 10)) }
            return .responded(status: 200)
        }
        let harness = try CallbackHarness(sender)
        simulator.set(harness.simulator)
        _ = try await harness.makeReport(count: 5)
        harness.advance(hours: 5)
        #expect(sender.received.count == 5)
        #expect(harness.simulator.now == CallbackHarness.start.adding(hours: 4 + 240))
    }

    @Test("A reset during a callback ends the clock move, and leaves nothing behind")
    func reset() async throws {
        let simulator = Late<Simulator>()
        let sender = RecordingSender { _, _ in
            simulator.get()?.reset()
            return .responded(status: 200)
        }
        let harness = try CallbackHarness(sender)
        simulator.set(harness.simulator)
        _ = try await harness.makeReport(count: 5)
        harness.advance(hours: 500)
        #expect(sender.received.count == 1)
        #expect(harness.simulator.now == CallbackHarness.start)
        #expect(harness.simulator.callbacks.isEmpty)
        _ = try await harness.client.renewToken()
        _ = try await harness.makeReport()
        harness.advance(hours: 4)
        #expect(sender.received.count == 2)
    }
}
