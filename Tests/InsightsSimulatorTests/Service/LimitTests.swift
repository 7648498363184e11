import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsSimulator
import InsightsTime
import Testing

/// Every documented limit, exactly at it and one past it (insights-api sections 7.3 and 8).
struct LimitTests {
    /// A value at a limit, one past it, and the words for that.
    struct Limit: Sendable, CustomTestStringConvertible {
        let key: String
        let allowed: [String]
        let refused: [String]
        let message: String
        let program: PartnerProgram

        init(
            _ key: String, _ allowed: [String], _ refused: [String], _ message: String, _ program: PartnerProgram = .cmp
        ) {
            self.key = key
            self.allowed = allowed
            self.refused = refused
            self.message = message
            self.program = program
        }

        var testDescription: String { "\(key) in \(program)" }
    }

    private static let creation = "Invalid report parameters for creation - "
    private static let tooLong = creation + "Limit ReportName and Description length to 256 characters or less"

    private static func text(_ character: String, _ count: Int) -> String {
        "\"" + String(repeating: character, count: count) + "\""
    }

    static let limits = [
        Limit(
            "ReportName", [text("n", 256), text("\u{1F4C8}", 256)], [text("n", 257), text("e\u{301}", 129)], tooLong),
        Limit("Description", [text("d", 256)], [text("d", 257)], tooLong),
        Limit(
            "StartTime", [#""2021-01-06T09:38:34Z""#], [#""2021-01-06T09:38:33Z""#],
            creation + "Start time of report should at least be 4 hours from current UTC time"),
        Limit(
            "RecurrenceInterval", ["4", "2160"], ["3", "2161"], "Recurrence Interval must be between 4 and 2160"),
        Limit(
            "RecurrenceInterval", ["24", "2160"], ["23", "4"], "Recurrence Interval must be between 24 and 2160", .mpn),
        Limit("RecurrenceInterval", ["2160"], ["3", "2161"], "Recurrence Interval must be between 4 and 2160", .mpn),
        Limit(
            "RecurrenceCount", ["1", "9223372036854775807"], ["0"],
            creation + "Recurrence count has to be a positive integer value"),
    ]

    @Test("A report at the limit is made, one past it is refused", arguments: limits)
    func report(limit: Limit) throws {
        let service = try ServiceHarness(limit.program)
        let queryID = try service.makeQuery()
        for value in limit.allowed {
            let id = try service.makeReport(queryID: queryID, [limit.key: value])
            let response = try service.put(
                "ScheduledReport/\(id)", service.reportBody(queryID: "", [limit.key: value]))
            #expect(response.status == 200, "\(response.text)")
        }
        for value in limit.refused {
            let response = try service.post(
                "ScheduledReport", service.reportBody(queryID: queryID, [limit.key: value]))
            #expect(response.isRefusal(400, limit.message, limit.program), "\(response.text)")
        }
    }

    @Test(
        "Fifty active reports; delete, pause and the end of a report free a slot",
        arguments: PartnerProgram.allCases)
    func activeReports(program: PartnerProgram) throws {
        let service = try ServiceHarness(program)
        let queryID = try service.makeQuery()
        let message = "User has exceeded its report creation quota of 50 active reports"
        func create(_ changes: ReportBody.Changes = [:]) throws -> ServiceResponse {
            try service.post("ScheduledReport", service.reportBody(queryID: queryID, changes))
        }
        let once = try service.makeReport(queryID: queryID, ["RecurrenceCount": "1"])
        let ids = try (1..<50).map { _ in try service.makeReport(queryID: queryID) }
        #expect(try create().isRefusal(400, message, program))
        #expect(try service.get("ScheduledReport").value.count == 50)

        _ = try service.delete("ScheduledReport/\(ids[0])")
        #expect(try create().status == 200)
        #expect(try create().isRefusal(400, message, program))

        _ = try service.put("ScheduledReport/pause/\(ids[1])")
        #expect(try create().status == 200)
        #expect(try service.put("ScheduledReport/resume/\(ids[1])").isRefusal(400, message, program))
        #expect(try service.report(ids[1])["reportStatus"] == .string("Paused"))

        service.wait(hours: 24)
        #expect(try service.report(once)["reportStatus"] == .string("Inactive"))
        #expect(try service.put("ScheduledReport/resume/\(ids[1])").status == 200)
        #expect(try create().isRefusal(400, message, program))
    }

    @Test("Resuming a report that is not paused needs no free slot")
    func resumeOfActive() throws {
        let service = try ServiceHarness()
        let queryID = try service.makeQuery()
        let ids = try (0..<50).map { _ in try service.makeReport(queryID: queryID) }
        #expect(try service.put("ScheduledReport/resume/\(ids[0])").status == 200)
    }

    @Test("Five runs at once in 60 minutes; the window slides", arguments: PartnerProgram.allCases)
    func runsAtOnce(program: PartnerProgram) throws {
        let service = try ServiceHarness(program)
        let queryID = try service.makeQuery()
        func run() throws -> ServiceResponse {
            try service.post("ScheduledReport", service.reportBody(queryID: queryID, ["ExecuteNow": "true"]))
        }
        let message = "User has exceeded its ExecuteNow report creation quota of 5 reports/60 mins"
        for _ in 0..<5 {
            #expect(try run().status == 200)
            service.wait(hours: 0, seconds: 60)
        }
        #expect(try run().isRefusal(400, message, program))
        service.wait(hours: 0, seconds: 3600 - 5 * 60 - 1)
        #expect(try run().isRefusal(400, message, program))
        service.wait(hours: 0, seconds: 1)
        #expect(try run().status == 200)
        #expect(try run().isRefusal(400, message, program))
        #expect(try service.get("ScheduledReport").value.count == 6)
        // Deleting a report gives no run back; scheduled reports need none.
        let id = try #require(try service.get("ScheduledReport").value.last?["reportId"]?.string)
        _ = try service.delete("ScheduledReport/\(id)")
        #expect(try run().isRefusal(400, message, program))
        _ = try service.makeReport(queryID: queryID)
        service.wait(hours: 0, seconds: 60)
        #expect(try run().status == 200)
    }

    @Test("A hundred stored queries; deleting one frees its place", arguments: PartnerProgram.allCases)
    func queries(program: PartnerProgram) throws {
        let service = try ServiceHarness(program)
        let ids = try (0..<100).map { try service.makeQuery(name: "q\($0)") }
        let body = #"{"Name":"q","Query":"\#(service.anyQuery)"}"#
        let message = "Number of queries exceeded. Delete few queries before creating new queries"
        #expect(try service.post("ScheduledQueries", body).isRefusal(400, message, program))
        #expect(try service.get("ScheduledQueries?includeSystemQueries=false").value.count == 100)
        #expect(try service.delete("ScheduledQueries/\(ids[50])").status == 200)
        #expect(try service.post("ScheduledQueries", body).status == 200)
        #expect(try service.post("ScheduledQueries", body).isRefusal(400, message, program))
    }

    @Test("A test query returns a hundred rows, or fewer by LIMIT", arguments: [(99, 99), (100, 100), (101, 100)])
    func testRows(limit: Int, count: Int) throws {
        let response = try ServiceHarness().rows("SELECT OrderId FROM ISVOrder LIMIT \(limit) TIMESPAN LIFETIME")
        #expect(response.value.count == count)
        #expect(response.json["totalCount"] == .integer(count))
    }

    @Test("A body of a mebibyte is read; one byte more is refused", arguments: PartnerProgram.allCases)
    func bodySize(program: PartnerProgram) throws {
        let service = try ServiceHarness(program)
        let head = #"{"Name":"q","Query":"\#(service.anyQuery)","Padding":""#
        let padding = String(repeating: "p", count: (1 << 20) - head.utf8.count - 2)
        #expect(try service.post("ScheduledQueries", head + padding + #""}"#).status == 200)
        let response = try service.post("ScheduledQueries", head + padding + #"p"}"#)
        #expect(response.isRefusal(413, "Request body is larger than 1048576 bytes", program))
    }
}
