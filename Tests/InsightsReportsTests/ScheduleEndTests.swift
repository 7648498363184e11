import InsightsAPI
import InsightsTime
import Testing

@testable import InsightsReports

@Suite("The end of a schedule, which v1.1 sets")
struct ScheduleEndTests {
    @Test("A run at the end takes place, and none after it", arguments: [(12, 3), (11, 2), (15, 3), (16, 4)])
    func last(_ hours: Int, _ runs: Int) throws {
        var harness = StateHarness()
        let end = harness.now.adding(hours: hours)
        let id = harness.schedule(inHours: 4, every: 4, end: end)
        harness.wait(hours: 48)
        #expect(harness.runs(id) == Array(repeating: .completed, count: runs))
        #expect(harness.status(id) == .inactive)
        #expect(harness.report(id)?.nextSlot == nil)
    }

    @Test("A report that is resumed after its end runs no more")
    func resumedTooLate() throws {
        var harness = StateHarness()
        let id = harness.schedule(inHours: 4, every: 4, end: harness.now.adding(hours: 9))
        harness.wait(hours: 5)
        harness.pause(id)
        harness.wait(hours: 24)
        harness.resume(id)
        #expect(harness.runs(id) == [.completed])
        #expect(harness.status(id) == .inactive)
    }

    @Test("A report that is resumed before its end continues")
    func resumedInTime() throws {
        var harness = StateHarness()
        let id = harness.schedule(inHours: 4, every: 4, end: harness.now.adding(hours: 12))
        harness.wait(hours: 5)
        harness.pause(id)
        harness.wait(hours: 4)
        harness.resume(id)
        #expect(harness.status(id) == .active)
        harness.wait(hours: 24)
        #expect(harness.runs(id) == [.completed, .completed])
    }

    @Test("The last instant is the end, or else the slot of the count, and never beyond what clocks show")
    func lastInstant() {
        let start = Timestamp(secondsSinceEpoch: 0)
        func last(_ count: Int?, _ end: Timestamp?) -> Timestamp? {
            ReportSchedule(start: start, intervalHours: 24, count: count, end: end).lastInstant
        }
        #expect(last(nil, nil) == nil)
        #expect(last(1, nil) == start)
        #expect(last(3, nil) == start.adding(hours: 48))
        #expect(last(3, start.adding(hours: 5)) == start.adding(hours: 5))
        #expect(last(.max, nil) == .last)
        #expect(last(2_000_000, nil) == .last)
    }
}
