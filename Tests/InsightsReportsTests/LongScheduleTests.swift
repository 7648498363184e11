import InsightsAPI
import InsightsTime
import Testing

@testable import InsightsReports

@Suite("Schedules over long times")
struct LongScheduleTests {
    @Test("A daily schedule runs on a leap day and keeps its hour over a month's end")
    func leapDay() throws {
        var ledger = Ledger(at: "2024-02-27T00:00:00Z")
        let id = ledger.schedule(inHours: 6, every: 24, count: 4)
        ledger.wait(hours: 24 * 5)
        #expect(
            ledger.report(id)?.executions.map(\.slot.description) == [
                "2024-02-27T06:00:00Z", "2024-02-28T06:00:00Z", "2024-02-29T06:00:00Z", "2024-03-01T06:00:00Z",
            ])
    }

    @Test("A year of a 4-hour schedule is 2,190 runs, of which 90 days are kept")
    func year() throws {
        var ledger = Ledger(at: "2021-01-01T00:00:00Z")
        let id = ledger.schedule(inHours: 4, every: 4)
        ledger.wait(hours: 365 * 24)
        let report = try #require(ledger.report(id))
        #expect(report.slotsUsed == 2190)
        let history = report.executions.filter { $0.isInHistory(at: ledger.now) }
        #expect(history.count == 90 * 6 + 2)
        #expect(report.executions.count < 2000)
    }

    @Test("One long step and many short ones give the same runs with the same identifiers and callbacks")
    func steps() throws {
        func history(_ steps: Int) -> [String] {
            var ledger = Ledger(runMinutes: 50)
            var ids: [String] = []
            for interval in [4, 5, 7, 4] {
                ids.append(ledger.schedule(inHours: interval, every: interval, callbackURL: "http://localhost/"))
            }
            for _ in 0..<steps { ledger.wait(minutes: 60 * 24 * 40 / steps) }
            var lines = ids.flatMap { id in
                (ledger.report(id)?.executions ?? []).map { "\($0.id) \($0.slot) \($0.status)" }
            }
            while let delivery = ledger.state.callbacks.dequeueDue(at: ledger.now) {
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
        var ledger = Ledger()
        let slow = ledger.schedule(inHours: 4, every: 8, callbackURL: "http://localhost/")
        let fast = ledger.schedule(inHours: 4, every: 4, callbackURL: "http://localhost/")
        ledger.wait(hours: 12)
        var order: [String] = []
        while let delivery = ledger.state.callbacks.dequeueDue(at: ledger.now) {
            order.append("\(delivery.reportID == slow ? "slow" : "fast") \(delivery.due.timeOfDay.hour)")
        }
        #expect(ledger.report(fast)?.slotsUsed == 3)
        #expect(order == ["slow 4", "fast 4", "fast 8", "slow 12", "fast 12"])
    }
}
