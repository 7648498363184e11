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
    @Test("POST with the report in the path and no content; GET with it in the query")
    func requests() async throws {
        let sender = RecordingSender()
        let stage = try CallbackStage(sender)
        let post = try await stage.makeReport()
        let get = try await stage.makeReport(method: .get)
        stage.advance(hours: 4)
        #expect(sender.targets == ["/ready/\(post)", "/ready?reportId=\(get)"])
        #expect(sender.received.map(\.request.method) == [.post, .get])
        #expect(sender.received.allSatisfy { $0.request.body.isEmpty && $0.port == 9000 && !$0.isSecure })
    }

    @Test("It is sent when the run is over, and advancing returns after it")
    func settled() async throws {
        let sender = RecordingSender()
        var settings = Settings()
        settings.runDuration = .seconds(90)
        let stage = try CallbackStage(sender, settings)
        _ = try await stage.makeReport(count: 3)
        stage.advance(hours: 4, seconds: 89)
        #expect(sender.received.isEmpty)
        stage.advance(seconds: 1)
        #expect(sender.received.count == 1)
        stage.advance(hours: 48)
        #expect(sender.received.count == 3)
        let records = stage.simulator.callbacks
        #expect(records.map(\.outcome) == [.answered(status: 200), .answered(status: 200), .answered(status: 200)])
        #expect(
            records.map(\.time.description) == [
                "2021-01-06T09:01:30Z", "2021-01-07T09:01:30Z", "2021-01-08T09:01:30Z",
            ])
    }

    @Test("Over HTTP, too, the clock's answer comes after the callbacks")
    func overHTTP() async throws {
        let sender = RecordingSender()
        let stage = try CallbackStage(sender)
        _ = try await stage.makeReport()
        #expect(stage.simulator.post("/_sim/clock", #"{"advance":"P1D"}"#).status == 200)
        #expect(sender.received.count == 1)
    }

    @Test("The receiver that asks at once sees the run Completed, at the instant of the call, and gets its file")
    func visible() async throws {
        let simulator = Late<Simulator>()
        let token = Late<String>()
        let seen = Mutex<[String]>([])
        let sender = RecordingSender { call, _ in
            guard let simulator = simulator.get(), let token = token.get() else { return .failed("too early") }
            let id = call.request.target.split(separator: "/").last ?? ""
            let fields = HTTPFields([("Authorization", "Bearer \(token)")])
            let answer = ServiceAnswer(
                simulator.respond(
                    to: HTTPRequest(.get, "/insights/v1/mpn/ScheduledReport/execution/\(id)", fields: fields)))
            let record = answer.value.first
            let link = record?["reportAccessSecureLink"]?.string ?? ""
            let file = simulator.get(String(link.dropFirst("http://localhost".count)))
            seen.withLock {
                $0.append("\(record?["executionStatus"]?.string ?? answer.text) \(simulator.now) \(file.status)")
            }
            return .answered(status: 200)
        }
        let stage = try CallbackStage(
            sender,
            {
                var s = Settings()
                s.tokenLifetime = .seconds(86400)
                return s
            }())
        simulator.set(stage.simulator)
        _ = try await stage.makeReport()
        token.set(try await stage.client.renewToken().accessToken)
        stage.advance(hours: 20)
        #expect(seen.withLock { $0 } == ["Completed 2021-01-06T09:00:00Z 200"])
        #expect(stage.simulator.now == CallbackStage.start.adding(hours: 20))
    }

    @Test("A report that runs at once is called back before the next answer")
    func executeNow() async throws {
        let sender = RecordingSender()
        let stage = try CallbackStage(sender)
        let id = try await stage.makeReport(now: true)
        #expect(sender.received.isEmpty)
        #expect(try await stage.client.executions(reportID: id)[0].executionStatus == .completed)
        #expect(sender.targets == ["/ready/\(id)"])
    }

    @Test("With a clock that follows the machine's, a call is sent with the next request that finds it due")
    func systemClock() async throws {
        let machine = FakeMachine(1_700_000_000)
        let sender = RecordingSender()
        let stage = try CallbackStage(sender, clock: .following { machine.now().timestamp })
        _ = try await stage.makeReport()
        machine.pass(.seconds(4 * 3600))
        _ = stage.simulator.get("/_sim/health")
        #expect(sender.received.count == 1)
    }

    @Test("Callbacks of several reports go out in the order of time")
    func order() async throws {
        let sender = RecordingSender()
        let stage = try CallbackStage(sender)
        let first = try await stage.makeReport("http://localhost/1", count: 2)
        stage.advance(seconds: 60)
        let second = try await stage.makeReport("http://localhost/2", count: 2)
        stage.advance(hours: 60)
        #expect(sender.targets == ["/1/\(first)", "/2/\(second)", "/1/\(first)", "/2/\(second)"])
    }

    @Test("A deleted report is not called back, nor tried again")
    func deleted() async throws {
        var settings = Settings()
        settings.callbackAttempts = 3
        settings.runDuration = .seconds(60)
        let sender = RecordingSender { _, _ in .answered(status: 500) }
        let stage = try CallbackStage(sender, settings)
        let running = try await stage.makeReport("http://localhost/running")
        let tried = try await stage.makeReport("http://localhost/tried", now: true)
        stage.advance(seconds: 60)
        #expect(sender.targets == ["/tried/\(tried)"])
        try await stage.client.deleteReport(id: tried)
        stage.advance(seconds: 4 * 3600 - 30)
        _ = try await stage.client.renewToken()
        try await stage.client.deleteReport(id: running)
        stage.advance(hours: 40)
        #expect(sender.received.count == 1)
    }

    @Test("A receiver may move the clock itself")
    func nested() async throws {
        let simulator = Late<Simulator>()
        let sender = RecordingSender { _, number in
            if number == 1 { _ = simulator.get()?.advance(by: ISODuration(days: 10)) }
            return .answered(status: 200)
        }
        let stage = try CallbackStage(sender)
        simulator.set(stage.simulator)
        _ = try await stage.makeReport(count: 5)
        stage.advance(hours: 5)
        #expect(sender.received.count == 5)
        #expect(stage.simulator.now == CallbackStage.start.adding(hours: 4 + 240))
    }

    @Test("A reset while a callback is under way ends the move, and leaves nothing behind")
    func reset() async throws {
        let simulator = Late<Simulator>()
        let sender = RecordingSender { _, _ in
            simulator.get()?.reset()
            return .answered(status: 200)
        }
        let stage = try CallbackStage(sender)
        simulator.set(stage.simulator)
        _ = try await stage.makeReport(count: 5)
        stage.advance(hours: 500)
        #expect(sender.received.count == 1)
        #expect(stage.simulator.now == CallbackStage.start)
        #expect(stage.simulator.callbacks.isEmpty)
        _ = try await stage.client.renewToken()
        _ = try await stage.makeReport()
        stage.advance(hours: 4)
        #expect(sender.received.count == 2)
    }
}
