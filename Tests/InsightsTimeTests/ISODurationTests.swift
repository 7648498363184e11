import InsightsTime
import Testing

@Suite("ISO 8601 durations")
struct ISODurationTests {
    @Test(
        "A duration is read",
        arguments: [
            ("PT4H", ISODuration(seconds: 14400)), ("PT1H30M15S", ISODuration(seconds: 5415)),
            ("P1DT12H", ISODuration(days: 1, seconds: 43200)), ("P3M", ISODuration(months: 3)),
            ("PT3M", ISODuration(seconds: 180)), ("P1Y2M3W4D", ISODuration(months: 14, days: 25)),
            ("P1Y2M3W4DT5H6M7S", ISODuration(months: 14, days: 25, seconds: 18367)), ("P0D", ISODuration()),
            ("PT0S", ISODuration()), ("P007D", ISODuration(days: 7)), ("P1YT1S", ISODuration(months: 12, seconds: 1)),
            ("PT1000000000S", ISODuration(seconds: 1_000_000_000)),
        ])
    func reads(_ text: String, _ duration: ISODuration) {
        #expect(ISODuration(text) == duration)
    }

    @Test(
        "Any other text is refused",
        arguments: [
            "", "P", "PT", "P1", "PT1", "P1DT", "1D", "p1d", "PT1h", "P-1D", "-P1D", "+P1D", "P+1D", "P1.5D", "PT0,5S",
            "P1D ", " P1D", "P 1D", "P1H", "PT1D", "PT1Y", "PT1W", "P1S", "P1D1Y", "P1M1Y", "PT1S1M", "PT1H1H", "P1DD",
            "P1D2D", "PD", "PTH", "PT1HT1M", "P1T1H", "P1Y-02M", "P0001-01-01T00:00:00", "PT1000000001S",
            "PT99999999999999999999S", "P1DT1H1", "P١D", "P1D\0",
        ])
    func refuses(_ text: String) {
        #expect(ISODuration(text) == nil)
    }

    struct Sum: Sendable, CustomTestStringConvertible {
        let start: String
        let duration: String
        let end: String?
        var testDescription: String { "\(start) + \(duration)" }

        init(_ start: String, _ duration: String, _ end: String?) {
            self.start = start
            self.duration = duration
            self.end = end
        }
    }

    @Test(
        "A duration is added by the calendar: months, then days, then seconds",
        arguments: [
            Sum("2021-01-06T19:00:00Z", "PT4H", "2021-01-06T23:00:00Z"),
            Sum("2021-12-31T23:59:59Z", "PT1S", "2022-01-01T00:00:00Z"),
            Sum("2021-01-31T10:00:00Z", "P1M", "2021-02-28T10:00:00Z"),
            Sum("2024-01-31T10:00:00Z", "P1M", "2024-02-29T10:00:00Z"),
            Sum("2024-02-29T10:00:00Z", "P1Y", "2025-02-28T10:00:00Z"),
            Sum("2024-02-29T10:00:00Z", "P4Y", "2028-02-29T10:00:00Z"),
            Sum("2024-02-28T23:00:00Z", "PT1H", "2024-02-29T00:00:00Z"),
            Sum("2023-02-28T00:00:00Z", "P1D", "2023-03-01T00:00:00Z"),
            Sum("2024-02-28T00:00:00Z", "P1D", "2024-02-29T00:00:00Z"),
            Sum("2100-02-28T00:00:00Z", "P1D", "2100-03-01T00:00:00Z"),
            Sum("2000-02-28T00:00:00Z", "P1D", "2000-02-29T00:00:00Z"),
            Sum("2021-10-31T00:00:00Z", "P13M", "2022-11-30T00:00:00Z"),
            Sum("2021-01-30T12:00:00Z", "P1M1DT12H", "2021-03-02T00:00:00Z"),
            Sum("2021-01-01T00:00:00Z", "P1W", "2021-01-08T00:00:00Z"),
            Sum("2021-01-01T00:00:00Z", "PT0S", "2021-01-01T00:00:00Z"),
            Sum("2199-12-31T23:59:58Z", "PT1S", "2199-12-31T23:59:59Z"),
            Sum("2199-12-31T23:59:59Z", "PT0S", "2199-12-31T23:59:59Z"),
            Sum("2199-12-31T23:59:59Z", "PT1S", nil), Sum("2199-12-01T00:00:00Z", "P1M", nil),
            Sum("2021-01-01T00:00:00Z", "P1000Y", nil), Sum("2021-01-01T00:00:00Z", "P1000000000Y", nil),
            Sum("2021-01-01T00:00:00Z", "P1000000000W", nil), Sum("2021-01-01T00:00:00Z", "PT1000000000H", nil),
            Sum("1970-01-01T00:00:00Z", "PT1000000000S", "2001-09-09T01:46:40Z"),
        ])
    func adds(_ sum: Sum) throws {
        let start = try #require(Timestamp(sum.start))
        #expect(try #require(ISODuration(sum.duration)).after(start)?.description == sum.end)
    }

    @Test(
        "Parts that are negative or too large for the calendar give no result",
        arguments: [
            ISODuration(months: -1), ISODuration(days: -1), ISODuration(seconds: -1), ISODuration(months: .min),
            ISODuration(days: .max), ISODuration(seconds: .min), ISODuration(months: 1, days: -40),
        ])
    func negative(_ duration: ISODuration) {
        #expect(duration.after(Timestamp(secondsSinceEpoch: 1_600_000_000)) == nil)
    }
}
