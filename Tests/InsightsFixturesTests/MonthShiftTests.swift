import InsightsTime
import Testing

@testable import InsightsFixtures

@Suite("Month shift")
struct MonthShiftTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let start: String
        let now: String
        let months: Int
        var testDescription: String { "\(start) .. \(now)" }

        init(_ start: String, _ now: String, _ months: Int) {
            self.start = start
            self.now = now
            self.months = months
        }
    }

    static let cases: [Case] = [
        Case("2021-01-01T00:00:00Z", "2021-01-31T23:59:59Z", 0),
        Case("2021-01-31T23:59:59Z", "2021-02-01T00:00:00Z", 0),
        Case("2021-02-28T23:59:59Z", "2021-02-28T23:59:59Z", 1),
        Case("2020-12-31T23:59:59Z", "2021-01-01T00:00:00Z", -1),
        Case("2026-11-20T12:00:00Z", "2026-11-20T12:00:00Z", 70),
        Case("2024-02-29T00:00:00Z", "2024-03-31T00:00:00Z", 37),
        Case("2021-01-15T00:00:00Z", "2022-01-31T23:59:59Z", 0),
        Case("2021-01-15T00:00:00Z", "2022-02-01T00:00:00Z", 12),
        Case("2021-01-15T00:00:00Z", "2023-01-31T00:00:00Z", 12),
        Case("2021-01-15T00:00:00Z", "2023-02-01T00:00:00Z", 24),
        Case("2026-11-20T12:00:00Z", "2036-11-20T12:00:00Z", 70 + 108),
        Case("2021-06-15T00:00:00Z", "2019-01-01T00:00:00Z", 5),
    ]

    @Test(
        "The start decides; whole years are added when the clock is more than twelve months past it", arguments: cases)
    func shifts(_ shift: Case) throws {
        let start = try #require(Timestamp(shift.start))
        let now = try #require(Timestamp(shift.now))
        #expect(CommittedFixtures.store.monthShift(startedAt: start, now: now) == shift.months)
    }

    @Test("Whenever the clock stands, the shifted rows reach from 18 months before the start to the clock")
    func neverRunsOut() throws {
        let start = Timestamp(try #require(CivilDate("2024-08-31")))
        for months in 0...60 {
            let now = Timestamp(start.date.adding(months: months))
            let shift = CommittedFixtures.store.monthShift(startedAt: start, now: now)
            let last = CalendarMonth.history.upperBound.advanced(by: shift)
            let first = CalendarMonth.history.lowerBound.advanced(by: shift)
            #expect(last >= CalendarMonth(of: now.date))
            #expect(first.distance(to: CalendarMonth(of: now.date)) >= 18)
        }
    }

    @Test(
        "The months to now are calendar months", arguments: [("2021-01-31", 0), ("2021-03-01", 2), ("2019-12-31", -13)])
    func countsMonths(_ day: String, _ months: Int) throws {
        let now = Timestamp(try #require(CivilDate(day)), hour: 23)
        #expect(CommittedFixtures.store.monthShift(now: now) == months)
    }
}
