import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsQuery
import InsightsSimulator
import InsightsTime
import Testing

/// Two years of a client's life in which many calls fail, runs hang and callbacks are lost.
@Suite("Months under faults")
struct MonthsUnderFaultsTests {
    /// Takes every callback.
    private struct Receiver: HTTPHandler {
        func handle(_ request: HTTPRequest) -> HTTPReply { .response(HTTPResponse(200)) }
    }

    @Test("24 months under random faults end with a consistent state", arguments: [UInt64(1), 2, 3])
    func months(seed: UInt64) async throws {
        let simulator = Simulator(
            clock: .manual(SandboxHarness.start), seed: seed, fixtures: try .standard(),
            callbackSender: InProcessCallbackSender(Receiver()))
        let sandbox = simulator.defaultSandbox
        let client = simulator.client(for: .cmp)
        let query = try await client.createQuery(CreateQueryRequest(name: "q", query: "SELECT OrderId FROM ISVOrder"))
        var ids: [String] = []
        for index in 0..<6 {
            let start = SandboxHarness.start.adding(hours: 4 + index).description
            ids.append(
                try await client.createReport(
                    ReportRequest(
                        reportName: "R\(index)", queryID: query.queryID, startTime: start,
                        recurrenceInterval: 24 * (index + 1), callbackURL: "http://localhost/ready")
                ).reportID)
        }
        let quiet = try #require(ISODuration("P23M")?.after(SandboxHarness.start))
        try sandbox.setFaults([
            FaultRule(.status(500), probability: 0.3), FaultRule(.throttled(retryAfter: 5), probability: 0.2),
            FaultRule(.expiredToken, route: .pauseReport, probability: 0.5),
            FaultRule(.heldExecution(reportName: "R1"), probability: 0.2, until: quiet),
            FaultRule(.failedCallback(status: 500), probability: 0.4),
        ])
        var failures = 0
        for month in 0..<24 {
            #expect(sandbox.advance(by: ISODuration(months: 1)))
            for (step, id) in ids.enumerated() {
                do {
                    switch (month + step) % 3 {
                    case 0: _ = try await client.pauseReport(id: id)
                    case 1: _ = try await client.resumeReport(id: id)
                    default: _ = try await client.executions(reportID: id, latestOnly: false)
                    }
                } catch is ClientError {
                    failures += 1
                    _ = try? await client.renewToken()
                }
            }
        }
        #expect(failures > 20, "without failures this shows nothing")
        try sandbox.setFaults([])
        sandbox.advance(by: ISODuration(days: 1))
        try await client.renewToken()
        for id in ids { try await checkConsistency(of: id, client, now: simulator.now) }
        #expect(!sandbox.journal.events.isEmpty)
    }

    /// Checks that the next run is first, then at most one in progress, then completed ones in order, with links.
    private func checkConsistency(of id: String, _ client: InsightsClient, now: Timestamp) async throws {
        let report = try #require(try await client.reports(id: id).first)
        let runs = try await client.executions(
            reportID: id, statuses: ExecutionStatus.allCases, latestOnly: false)
        let waiting = report.reportStatus == .paused ? ExecutionStatus.paused : .pending
        #expect(runs.first?.executionStatus == waiting)
        #expect(runs.dropFirst().allSatisfy { $0.executionStatus == .completed || $0.executionStatus == .running })
        #expect(runs.count { $0.executionStatus == .running } <= 1)
        #expect(Set(runs.map(\.executionID)).count == runs.count)
        let completed = runs.filter { $0.executionStatus == .completed }
        let times = completed.compactMap { $0.reportGeneratedTime.flatMap { Timestamp($0) } }
        #expect(times.count == completed.count)
        #expect(times == times.sorted(by: >))
        #expect(times.allSatisfy { $0 <= now })
        for run in completed.prefix(2) {
            #expect(try await client.download(try #require(run.reportAccessSecureLink)).starts(with: "OrderId".utf8))
        }
    }
}
