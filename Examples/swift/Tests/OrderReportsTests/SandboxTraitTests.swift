import InsightsSwiftTesting
import OrderReports
import Testing

/// Each test has its own sandbox, with its own clock, and they run in parallel.
@Suite("Daily reports, in a sandbox for each test", .insightsSandbox(at: "2021-01-06T05:38:34Z"))
struct SandboxTraitTests {
    @Test("A month makes one execution a day", arguments: [1, 30])
    func manyDays(_ days: Int) async throws {
        let sandbox = try Sandbox.current
        let report = try await OrderReports(client: sandbox.client(for: .cmp)).schedule(from: "2021-01-06T19:00:00Z")
        sandbox.advance(by: .seconds(days * 24 * 3600))
        let completed = try await sandbox.client(for: .cmp).executions(
            reportID: report, statuses: [.completed], latestOnly: false)
        #expect(completed.count == days)
    }

    @Test("A sandbox starts without faults, and its journal is empty")
    func isFresh() throws {
        let sandbox = try Sandbox.current
        #expect(sandbox.faults.rules.isEmpty)
        #expect(sandbox.journal.entries().isEmpty)
    }
}
