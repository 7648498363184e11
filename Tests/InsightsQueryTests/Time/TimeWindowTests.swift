import InsightsQuery
import InsightsTime
import Testing

@Suite("Time windows of spans")
struct TimeWindowTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var span: Timespan
        var now: String
        var lower: String?
        var upper: String?
        var testDescription: String { "\(span.rawValue) at \(now)" }
    }

    static let cases = [
        Case(span: .today, now: "2021-03-31T10:11:12Z", lower: "2021-03-31"),
        Case(span: .yesterday, now: "2021-03-01T10:11:12Z", lower: "2021-02-28", upper: "2021-03-01T00:00:00Z"),
        Case(span: .last7Days, now: "2021-03-05T00:00:00Z", lower: "2021-02-26"),
        Case(span: .last14Days, now: "2020-03-05T00:00:00Z", lower: "2020-02-20"),
        Case(span: .last30Days, now: "2021-03-31T10:11:12Z", lower: "2021-03-01"),
        Case(span: .last90Days, now: "2021-03-31T10:11:12Z", lower: "2020-12-31"),
        Case(span: .last180Days, now: "2021-03-31T10:11:12Z", lower: "2020-10-02"),
        Case(span: .last365Days, now: "2021-03-31T10:11:12Z", lower: "2020-03-31"),
        Case(span: .last365Days, now: "2020-12-31T10:11:12Z", lower: "2020-01-01"),
        Case(span: .lastMonth, now: "2021-03-31T10:11:12Z", lower: "2021-02-28"),
        Case(span: .lastMonth, now: "2020-03-30T10:11:12Z", lower: "2020-02-29"),
        Case(span: .lastMonth, now: "2021-01-15T10:11:12Z", lower: "2020-12-15"),
        Case(span: .last3Months, now: "2021-05-31T10:11:12Z", lower: "2021-02-28"),
        Case(span: .last6Months, now: "2021-08-31T10:11:12Z", lower: "2021-02-28"),
        Case(span: .last1Year, now: "2020-02-29T23:59:59Z", lower: "2019-02-28"),
        Case(span: .lifetime, now: "2021-03-31T10:11:12Z"),
    ]

    @Test("A span reaches from a day's beginning to now", arguments: cases)
    func window(_ sample: Case) throws {
        let now = try #require(Timestamp(sample.now))
        let window = sample.span.window(endingAt: now)
        #expect(window.lower == sample.lower.flatMap { CivilDate($0) }.map { Timestamp($0) })
        #expect(window.upper == sample.upper.flatMap { Timestamp($0) } ?? now)
        #expect(window.includesUpper == (sample.span != .yesterday))
    }
}
