import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsSimulator
import InsightsTime
import Synchronization
import TestSupport
import Testing

/// Several callers at once on one simulator.
struct ConcurrencyTests {
    /// The response of one call.
    private struct Outcome: Sendable {
        let status: Int
        let id: String?
    }

    private static func request(_ method: HTTPMethod, _ route: String, token: String, body: String = "") -> HTTPRequest
    {
        HTTPRequest(
            method, "/insights/v1/cmp/\(route)", fields: HTTPFields([("Authorization", "Bearer \(token)")]),
            body: Array(body.utf8))
    }

    /// Sends the same request many times from eight tasks.
    private func storm(_ simulator: Simulator, _ request: HTTPRequest, times: Int, id key: String) async -> [Outcome] {
        await withTaskGroup(of: [Outcome].self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<times / 8).map { _ in
                        let response = ServiceResponse(simulator.respond(to: request))
                        return Outcome(status: response.status, id: response.value.first?[key]?.string)
                    }
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
    }

    @Test("Eight tasks store queries: no identifier is lost or used twice, and the quota is exact")
    func queries() async throws {
        let service = try ServiceHarness()
        let (simulator, token) = (service.simulator, try service.bearer())
        let body = #"{"Name":"q","Query":"SELECT OrderId from ISVOrder"}"#
        let outcomes = await storm(
            simulator, Self.request(.post, "ScheduledQueries", token: token, body: body), times: 160, id: "queryId")
        #expect(outcomes.count { $0.status == 200 } == 100)
        #expect(outcomes.count { $0.status == 400 } == 60)
        let list = ServiceResponse(
            simulator.respond(to: Self.request(.get, "ScheduledQueries?includeSystemQueries=false", token: token)))
        #expect(Set(list.value.compactMap { $0["queryId"]?.string }) == Set(outcomes.compactMap(\.id)))
        #expect(list.value.count == 100)
    }

    @Test("Eight tasks schedule reports: the quota is exact")
    func reports() async throws {
        let service = try ServiceHarness()
        let (simulator, token) = (service.simulator, try service.bearer())
        let body = service.reportBody(queryID: try service.makeQuery())
        let outcomes = await storm(
            simulator, Self.request(.post, "ScheduledReport", token: token, body: body), times: 80, id: "reportId")
        #expect(outcomes.count { $0.status == 200 } == 50)
        #expect(Set(outcomes.compactMap(\.id)).count == 50)
    }

    @Test("Eight tasks make all calls: every response is whole, and the final state is consistent")
    func everything() async throws {
        var settings = Settings()
        settings.runDuration = .seconds(60)
        settings.tokenLifetime = .seconds(86400)
        let service = try ServiceHarness(settings: settings)
        let (simulator, token) = (service.simulator, try service.bearer())
        let body = service.reportBody(
            queryID: try service.makeQuery(), ["RecurrenceInterval": "4", "StartTime": #""2021-01-06T12:00:00Z""#])
        await withTaskGroup(of: Void.self) { group in
            for task in 1...8 {
                group.addTask {
                    var dice = Dice(state: UInt64(task))
                    var id = "none"
                    for _ in 0..<60 {
                        let request =
                            switch dice.roll(8) {
                            case 0, 1: Self.request(.post, "ScheduledReport", token: token, body: body)
                            case 2: Self.request(.put, "ScheduledReport/pause/\(id)", token: token)
                            case 3: Self.request(.put, "ScheduledReport/resume/\(id)", token: token)
                            case 4: Self.request(.delete, "ScheduledReport/\(id)", token: token)
                            case 5: Self.request(.get, "ScheduledReport/execution/\(id)", token: token)
                            default: Self.request(.get, "ScheduledReport", token: token)
                            }
                        let response = ServiceResponse(simulator.respond(to: request))
                        #expect([200, 400, 404].contains(response.status))
                        #expect(response.json["totalCount"]?.integer == response.value.count)
                        if request.method == .post { id = response.value.first?["reportId"]?.string ?? id }
                        simulator.advance(by: ISODuration(seconds: dice.roll(120)))
                    }
                }
            }
        }
        for report in try service.get("ScheduledReport").value {
            let id = try #require(report["reportId"]?.string)
            let statuses = try service.statuses(id)
            #expect(statuses.count { $0 == "Running" } <= 1)
            #expect(statuses.count { $0 == "Pending" || $0 == "Paused" } == 1)
        }
    }

    @Test("Several callers may move the clock concurrently, and only forward")
    func clocks() async throws {
        let simulator = try ServiceHarness().simulator
        let start = simulator.now
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for step in 0..<200 {
                        if task % 2 == 0 {
                            simulator.advance(by: ISODuration(seconds: 1 + step % 3))
                        } else {
                            simulator.advance(to: start.adding(seconds: step * 7))
                        }
                    }
                }
            }
        }
        #expect(simulator.now >= start.adding(seconds: 199 * 7))
    }

    @Test("A clock that follows a source which moves between two readings can be stopped")
    func movingClock() throws {
        let looks = Atomic(0)
        let start = ServiceHarness.start
        let clock = SimulatorClock.following {
            start.adding(seconds: looks.wrappingAdd(1, ordering: .relaxed).newValue)
        }
        let simulator = try Simulator(clock: clock, seed: 7)
        #expect(simulator.advance(by: ISODuration()))
        let stopped = simulator.now
        #expect(simulator.now == stopped)
    }
}
