import InsightsAPI
import InsightsHTTP
import InsightsQuery
import InsightsReports
import InsightsTime
import Testing

@testable import InsightsSimulator

@Suite("Callbacks: retries")
struct CallbackRetryTests {
    private func settings(attempts: Int) -> Settings {
        var settings = Settings()
        settings.callbackAttempts = attempts
        return settings
    }

    @Test(
        "The default is one attempt, whatever its result",
        arguments: [CallbackOutcome.responded(status: 500), .failed("no")])
    func once(outcome: CallbackOutcome) async throws {
        let sender = RecordingSender { _, _ in outcome }
        let harness = try CallbackHarness(sender)
        let id = try await harness.makeReport()
        harness.advance(hours: 40)
        #expect(harness.simulator.callbacks.map(\.outcome) == [outcome])
        // The outcome changes nothing for the run.
        _ = try await harness.client.renewToken()
        #expect(try await harness.client.executions(reportID: id)[0].executionStatus == .completed)
    }

    @Test("Retries follow after 30 seconds of the tenant's clock, and each later one after twice that time")
    func backOff() async throws {
        let sender = RecordingSender { _, _ in .failed("connection refused") }
        let harness = try CallbackHarness(sender, settings(attempts: 5))
        _ = try await harness.makeReport()
        harness.advance(hours: 4)
        #expect(sender.received.count == 1)
        harness.advance(seconds: 29)
        #expect(sender.received.count == 1)
        harness.advance(seconds: 1)
        #expect(sender.received.count == 2)
        harness.advance(hours: 40)
        let start = CallbackHarness.start.adding(hours: 4)
        #expect(harness.simulator.callbacks.map(\.delivery.attempt) == [1, 2, 3, 4, 5])
        #expect(
            harness.simulator.callbacks.map { $0.time.secondsSinceEpoch - start.secondsSinceEpoch } == [
                0, 30, 90, 210, 450,
            ])
    }

    @Test(
        "A status of 2xx ends the attempts; any other is retried, also a redirect, which is not followed",
        arguments: [(200, 1), (204, 1), (299, 1), (301, 3), (302, 3), (307, 3), (404, 3), (500, 3), (199, 3)])
    func statuses(status: Int, calls: Int) async throws {
        let sender = RecordingSender { _, _ in .responded(status: status) }
        let harness = try CallbackHarness(sender, settings(attempts: 3))
        _ = try await harness.makeReport()
        harness.advance(hours: 40)
        #expect(sender.received.count == calls)
        #expect(Set(sender.targets).count == 1)
    }

    @Test("Success after a failure ends the attempts")
    func recovers() async throws {
        let sender = RecordingSender { _, number in .responded(status: number == 2 ? 200 : 503) }
        let harness = try CallbackHarness(sender, settings(attempts: 10))
        _ = try await harness.makeReport()
        harness.advance(hours: 40)
        #expect(harness.simulator.callbacks.map(\.outcome) == [.responded(status: 503), .responded(status: 200)])
    }
}
