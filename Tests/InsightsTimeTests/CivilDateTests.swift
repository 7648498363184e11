import InsightsTime
import Testing

@Suite("Calendar")
struct CivilDateTests {
    @Test("Every day of four centuries reads back its parts")
    func days() throws {
        var expected = try #require(CivilDate("1799-12-31"))
        for year in 1800...2200 {
            for month in 1...12 {
                for day in 1...CivilDate.daysInMonth(month, ofYear: year) {
                    let date = try #require(CivilDate(year: year, month: month, day: day))
                    expected = expected.adding(days: 1)
                    #expect(date == expected && date.parts == (year, month, day))
                }
            }
        }
    }

    @Test(
        "Text that is not a day of the calendar is refused",
        arguments: ["", "2021-02-29", "1900-02-29", "2021-13-01", "2021-00-01", "2021-01-00", "2021/01/01", "21-01-01"])
    func noDay(_ text: String) {
        #expect(CivilDate(text) == nil)
    }

    @Test("Weeks, months and centuries are counted correctly")
    func counting() throws {
        let date = try #require(CivilDate("2021-03-31"))
        #expect(date.daysSinceEpoch == 18_717)
        #expect(date.monthNumber == 2021 * 12 + 2)
        #expect(date.startOfMonth.description == "2021-03-01")
        #expect(date.adding(months: -25).description == "2019-02-28")
        #expect(CivilDate("2000-02-29")?.adding(months: 1200).description == "2100-02-28")
        #expect(CivilDate("0001-01-01")?.description == "0001-01-01")
        #expect(CivilDate("9999-12-31")?.description == "9999-12-31")
        #expect(CivilDate("9999-12-31")?.adding(days: 1).description == "10000-01-01")
        #expect(CivilDate("9999-12-31").map { Timestamp($0).adding(hours: 25).description } == "10000-01-01T01:00:00Z")
        #expect(CivilDate("0001-01-01")?.adding(days: -1).description == "0000-12-31")
    }

    @Test("An instant has its day and time, before and after 1970")
    func instants() throws {
        let instant = try #require(Timestamp("1969-12-31T23:59:58Z"))
        #expect(instant.secondsSinceEpoch == -2)
        #expect(instant.description == "1969-12-31T23:59:58Z")
        #expect(instant.adding(seconds: 2).description == "1970-01-01T00:00:00Z")
        #expect(instant.adding(hours: 1).timeOfDay == (0, 59, 58))
        #expect(Timestamp("2021-03-31 01:02:03Z", separator: " ")?.description == "2021-03-31T01:02:03Z")
        #expect(Timestamp("2021-03-31 01:02:03Z") == nil)
        #expect(Timestamp("2021-03-31T01:02:60Z") == nil)
        #expect(Timestamp("2021-03-31T01:02:03") == nil)
    }
}
