import InsightsAPI
import InsightsFaults
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsSimulator
import InsightsTime
import Testing

@Suite("Faults of runs and callbacks")
struct LifeCycleFaultTests {
    /// Takes every callback.
    private struct Receiver: HTTPHandler {
        func handle(_ request: HTTPRequest) -> HTTPReply { .response(HTTPResponse(200)) }
    }

    private func simulator() throws -> Simulator {
        Simulator(
            clock: .manual(SandboxHarness.start), seed: 7, fixtures: try .standard(),
            callbackSender: InProcessCallbackSender(Receiver()))
    }

    private func report(_ name: String, _ client: InsightsClient, callback: String? = nil) async throws -> String {
        let query = try await client.createQuery(
            CreateQueryRequest(name: name, query: "SELECT OrderId FROM ISVOrder"))
        let report = try await client.createReport(
            ReportRequest(reportName: name, queryID: query.queryID, executeNow: true, callbackURL: callback))
        return report.reportID
    }

    private func status(_ report: String, _ client: InsightsClient) async throws -> ExecutionStatus? {
        try await client.executions(reportID: report).first?.executionStatus
    }

    @Test("A held run remains Running until the rule ends; others continue, and the journal records it")
    func held() async throws {
        let simulator = try simulator()
        let sandbox = simulator.defaultSandbox
        let client = simulator.client(for: .cmp)
        try sandbox.setFaults([
            FaultRule(.heldExecution(reportName: "slow"), until: SandboxHarness.start.adding(hours: 2)),
            FaultRule(.heldExecution(reportName: "stuck")),
        ])
        let slow = try await report("slow", client)
        let stuck = try await report("stuck", client)
        let quick = try await report("quick", client)
        #expect(try await status(slow, client) == .running)
        #expect(try await status(stuck, client) == .running)
        #expect(try await status(quick, client) == .completed)
        sandbox.advance(by: ISODuration(seconds: 7199))
        try await client.renewToken()
        #expect(try await status(slow, client) == .running)
        sandbox.advance(by: ISODuration(seconds: 1))
        try await client.renewToken()
        #expect(try await status(slow, client) == .completed)
        sandbox.advance(by: ISODuration(days: 30))
        try await client.renewToken()
        #expect(try await status(stuck, client) == .running)
        let faults = sandbox.journal.events.map(\.text).filter { $0.hasPrefix("fault on execution ") }
        #expect(faults.count == 2)
        #expect(faults[0].hasSuffix("of report \(slow): rule 0: hold-execution"))
        #expect(sandbox.faults.firedCounts == [1, 1])
        let replay = try Replay(sandbox.caseFile(), fixtures: try .standard())
        #expect(replay.firstDifference == nil)
    }

    @Test("A callback fails as the rule says, and the next one does not")
    func callback() async throws {
        let simulator = try simulator()
        let sandbox = simulator.defaultSandbox
        let client = simulator.client(for: .cmp)
        try sandbox.setFaults([FaultRule(.failedCallback(status: 503), limit: 1)])
        _ = try await report("first", client, callback: "http://127.0.0.1:9/hook")
        _ = try await report("second", client, callback: "http://127.0.0.1:9/hook")
        #expect(simulator.callbacks.map(\.outcome) == [.responded(status: 503), .responded(status: 200)])
        #expect(sandbox.journal.events.contains { $0.text.hasPrefix("fault on callback 1 of execution ") })
        try sandbox.setFaults([FaultRule(.failedCallback(status: nil))])
        _ = try await report("third", client, callback: "http://127.0.0.1:9/hook")
        #expect(simulator.callbacks.last?.outcome == .failed("a fault: no response"))
    }
}
