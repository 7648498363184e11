import InsightsAPI
import InsightsTime
import Testing

@testable import InsightsReports

@Suite("Schedules over long times")
struct LongScheduleTests {
    @Test("A daily schedule runs on a leap day and keeps its hour over a month's end")
    func leapDay() throws {
        var harness = StateHarness(at: "2024-02-27T00:00:00Z")
        let id = harness.schedule(inHours: 6, every: 24, count: 4)
        harness.wait(hours: 24 * 5)
        #expect(
            harness.report(id)?.executions.map(\.slot.description) == [
                "2024-02-27T06:00:00Z", "2024-02-28T06:00:00Z", "2024-02-29T06:00:00Z", "2024-03-01T06:00:00Z",
            ])
    }

    @Test("A year of a 4-hour schedule is 2,190 runs, of which 90 days are kept")
    func year() throws {
        var harness = StateHarness(at: "2021-01-01T00:00:00Z")
        let id = harness.schedule(inHours: 4, every: 4)
        harness.wait(hours: 365 * 24)
        let report = try #require(harness.report(id))
        #expect(report.slotsUsed == 2190)
        let history = report.executions.filter { $0.isInHistory(at: harness.now) }
        #expect(history.count == 90 * 6 + 2)
        #expect(report.executions.count < 2000)
    }

    @Test("One long step and many short ones give the same runs with the same identifiers and callbacks")
    func steps() throws {
        func history(_ steps: Int) -> [String] {
            var harness = StateHarness(runMinutes: 50)
            var ids: [String] = []
            for interval in [4, 5, 7, 4] {
                ids.append(harness.schedule(inHours: interval, every: interval, callbackURL: "http://localhost/"))
            }
            for _ in 0..<steps { harness.wait(minutes: 60 * 24 * 40 / steps) }
            var lines = ids.flatMap { id in
                (harness.report(id)?.executions ?? []).map { "\($0.id) \($0.slot) \($0.status)" }
            }
            while let delivery = harness.state.callbacks.dequeueDue(at: harness.now) {
                lines.append("\(delivery.reportID) \(delivery.executionID) \(delivery.due)")
            }
            return lines
        }
        let one = history(1)
        #expect(one.count > 1000)
        #expect(history(40) == one)
        #expect(history(960) == one)
    }

    @Test("Events of several reports happen in the order of time, and at one instant in that of creation")
    func chronological() throws {
        var harness = StateHarness()
        let slow = harness.schedule(inHours: 4, every: 8, callbackURL: "http://localhost/")
        let fast = harness.schedule(inHours: 4, every: 4, callbackURL: "http://localhost/")
        harness.wait(hours: 12)
        var order: [String] = []
        while let delivery = harness.state.callbacks.dequeueDue(at: harness.now) {
            order.append("\(delivery.reportID == slow ? "slow" : "fast") \(delivery.due.timeOfDay.hour)")
        }
        #expect(harness.report(fast)?.slotsUsed == 3)
        #expect(order == ["slow 4", "fast 4", "fast 8", "slow 12", "fast 12"])
    }
}
