import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsSimulator
import Testing

/// Reports that run once, at once: ExecuteNow (insights-api section 7.4).
struct RunAtOnceTests {
    @Test("The create response is that of an Active report without a schedule", arguments: PartnerProgram.allCases)
    func record(program: PartnerProgram) throws {
        let service = try ServiceHarness(program)
        let response = try service.post(
            "ScheduledReport",
            #"{"ReportName":"R","QueryId":"\#(try service.makeQuery())","ExecuteNow":true}"#)
        #expect(response.status == 200)
        let record = try #require(response.value.first)
        #expect(record["reportStatus"] == .string("Active"))
        #expect(record["startTime"] == .string("2021-01-06T05:38:34Z"))
        #expect(record["recurrenceInterval"] == .integer(0))
        #expect(record["recurrenceCount"] == .integer(1))
        #expect(record["executeNow"] == (program == .mpn ? .bool(true) : nil))
    }

    @Test(
        "Without a run duration the next response shows the run as ended, and the report as Inactive",
        arguments: PartnerProgram.allCases)
    func immediate(program: PartnerProgram) throws {
        let service = try ServiceHarness(program)
        let id = try service.makeReport(queryID: nil, ["ExecuteNow": "true"])
        let response = try service.get("ScheduledReport/execution/\(id)")
        #expect(response.json["totalCount"] == .integer(1))
        #expect(response.value.first?["executionStatus"] == .string("Completed"))
        #expect(response.value.first?["reportGeneratedTime"] == .string("2021-01-06T05:38:34Z"))
        #expect(try service.report(id)["reportStatus"] == .string("Inactive"))
        service.wait(hours: 24 * 30)
        #expect(try service.statuses(id) == ["Completed"])
    }

    /// Bounds of the data with the months that the file then shows, or nil where all are empty.
    static let bounds: [(start: String?, end: String?, first: String, last: String)] = [
        (nil, nil, "2020-07", "2021-01"),
        ("2020-10-01T00:00:00Z", "2020-11-30T23:59:59Z", "2020-10", "2020-11"),
        ("2020-12-01 00:00:00Z", nil, "2020-12", "2021-01"),
        (nil, "2020-12-31T00:00:00Z", "2", "2020-12"),
        ("2020-11-01T00:00:00Z", "2021-06-30T00:00:00Z", "2020-11", "2021-06"),
    ]

    @Test("QueryStartTime and QueryEndTime replace the span of the query", arguments: bounds)
    func boundsOfData(start: String?, end: String?, first: String, last: String) throws {
        let service = try ServiceHarness()
        let query = try service.makeQuery("SELECT OrderPurchaseDate FROM ISVOrder ORDER BY OrderPurchaseDate ASC")
        let id = try service.makeReport(
            queryID: query,
            [
                "ExecuteNow": "true", "QueryStartTime": start.map { "\"\($0)\"" } ?? "null",
                "QueryEndTime": end.map { "\"\($0)\"" } ?? "null",
            ])
        let rows = try service.file(try service.link(id)).split(separator: "\r\n").dropFirst()
        let earliest = try #require(rows.first)
        let latest = try #require(rows.last)
        #expect(earliest >= first[...])
        #expect(latest.prefix(7) <= last[...])
        // The bounds are used to the full, not only kept.
        #expect(earliest.prefix(first.count) == first[...])
        if start == nil, end != nil { #expect(earliest < "2020-07") }
    }

    @Test("The same bounds in a test query give the same rows", arguments: PartnerProgram.allCases)
    func sameAsTestQuery(program: PartnerProgram) throws {
        let service = try ServiceHarness(program)
        let column = program == .cmp ? "OrderPurchaseDate" : "Month"
        let text = "SELECT \(column) FROM \(program == .cmp ? "ISVOrder" : "DynamicsUsage") ORDER BY \(column) LIMIT 90"
        let bounds = "startTime=2020-09-01T00:00:00Z&endTime=2020-10-31T00:00:00Z"
        let tested = try service.get(
            "ScheduledQueries/testQueryResult?\(bounds)&exportQuery=\(PercentEncoding.encode(text))")
        let id = try service.makeReport(
            queryID: try service.makeQuery(text),
            [
                "ExecuteNow": "true", "QueryStartTime": #""2020-09-01T00:00:00Z""#,
                "QueryEndTime": #""2020-10-31T00:00:00Z""#,
            ])
        let rows = try service.file(try service.link(id)).split(separator: "\r\n").dropFirst().map(String.init)
        #expect(!rows.isEmpty)
        #expect(tested.value.compactMap { $0[column]?.string } == rows)
    }

    @Test("With a run duration the run is Running until its end")
    func running() throws {
        var settings = Settings()
        settings.runDuration = .seconds(90)
        let service = try ServiceHarness(settings: settings)
        let id = try service.makeReport(queryID: nil, ["ExecuteNow": "true"])
        let response = try service.get("ScheduledReport/execution/\(id)")
        #expect(response.value.first?["executionStatus"] == .string("Running"))
        #expect(response.value.first?["reportAccessSecureLink"] == .null)
        service.wait(hours: 0, seconds: 89)
        #expect(try service.statuses(id) == ["Running"])
        #expect(try service.report(id)["reportStatus"] == .string("Active"))
        service.wait(hours: 0, seconds: 1)
        #expect(try service.statuses(id) == ["Completed"])
        #expect(try service.executions(id)[0]["reportGeneratedTime"] == .string("2021-01-06T05:40:04Z"))
        #expect(try service.report(id)["reportStatus"] == .string("Inactive"))
    }
}
