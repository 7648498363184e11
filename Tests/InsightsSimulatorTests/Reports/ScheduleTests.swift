import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsSimulator
import InsightsTime
import Testing

/// How a report's runs follow one another (insights-api section 7).
struct ScheduleTests {
    /// Hours until the first slot of the harness's report, and between slots.
    static let first = 24
    static let interval = 48

    @Test("A new report has one Pending run in the future", arguments: PartnerProgram.allCases)
    func pending(program: PartnerProgram) throws {
        let service = try ServiceHarness(program)
        let id = try service.makeReport()
        #expect(try service.statuses(id) == ["Pending"])
        service.wait(hours: Self.first, seconds: -1)
        #expect(try service.statuses(id) == ["Pending"])
    }

    @Test("Every slot completes one run and shows the next", arguments: PartnerProgram.allCases)
    func slots(program: PartnerProgram) throws {
        let service = try ServiceHarness(program)
        let id = try service.makeReport()
        service.wait(hours: Self.first)
        #expect(try service.statuses(id) == ["Pending", "Completed"])
        service.wait(hours: Self.interval, seconds: -1)
        #expect(try service.statuses(id) == ["Pending", "Completed"])
        service.wait(hours: 0, seconds: 1)
        #expect(try service.statuses(id) == ["Pending", "Completed", "Completed"])
        #expect(
            try service.executions(id).map { $0["reportGeneratedTime"] }
                == [.null, .string("2021-01-09T05:38:34Z"), .string("2021-01-07T05:38:34Z")])
    }

    @Test("The Pending run keeps its identifier when it runs, and records repeat the report's count")
    func identity() throws {
        let service = try ServiceHarness()
        let id = try service.makeReport(queryID: nil, ["RecurrenceCount": "3"])
        let pending = try service.executions(id)[0]["executionId"]
        service.wait(hours: Self.first + Self.interval)
        let runs = try service.executions(id)
        #expect(runs.last?["executionId"] == pending)
        #expect(Set(runs.compactMap { $0["executionId"]?.string }).count == 3)
        #expect(runs.allSatisfy { $0["recurrenceCount"] == .integer(3) && $0["recurrenceInterval"] == .integer(48) })
    }

    @Test("After the last slot the report is Inactive and has no further run", arguments: [1, 2, 5])
    func count(count: Int) throws {
        let service = try ServiceHarness()
        let id = try service.makeReport(queryID: nil, ["RecurrenceCount": "\(count)"])
        service.wait(hours: Self.first + (count - 1) * Self.interval, seconds: -1)
        #expect(try service.report(id)["reportStatus"] == .string("Active"))
        service.wait(hours: 0, seconds: 1)
        #expect(try service.report(id)["reportStatus"] == .string("Inactive"))
        #expect(try service.statuses(id) == Array(repeating: "Completed", count: count))
        service.wait(hours: 10 * Self.interval)
        #expect(try service.statuses(id).count == count)
    }

    @Test("One long step gives the result of many short ones")
    func steps() throws {
        let long = try ServiceHarness()
        let short = try ServiceHarness()
        let ids = try [long, short].map { try $0.makeReport(queryID: nil, ["RecurrenceInterval": "7"]) }
        long.wait(hours: 1000)
        for _ in 0..<250 { short.wait(hours: 4) }
        #expect(ids[0] == ids[1])
        #expect(try long.executions(ids[0]) == short.executions(ids[1]))
    }

    @Test("A clock move of decades returns quickly, and the history covers 90 days")
    func farFuture() throws {
        let service = try ServiceHarness()
        let id = try service.makeReport(queryID: nil, ["RecurrenceInterval": "4", "RecurrenceCount": nil])
        #expect(service.simulator.advance(to: instant("2060-12-31T00:00:00Z")))
        // 540 intervals fit into 90 days; the Pending run comes on top.
        #expect(try service.executions(id).count == 541)
    }

    @Test("A start in the last possible year is accepted and never occurs")
    func farStart() throws {
        let service = try ServiceHarness()
        let id = try service.makeReport(
            queryID: nil, ["StartTime": #""9999-12-31T23:59:59Z""#, "RecurrenceCount": "9223372036854775807"])
        service.wait(hours: 24 * 365 * 100)
        #expect(try service.statuses(id) == ["Pending"])
        #expect(try service.put("ScheduledReport/pause/\(id)").status == 200)
        #expect(try service.put("ScheduledReport/resume/\(id)").status == 200)
        #expect(try service.report(id)["startTime"] == .string("9999-12-31T23:59:59Z"))
    }

    @Test("The history has runs of exactly 90 days, and none a second older")
    func history() throws {
        let service = try ServiceHarness()
        let id = try service.makeReport(queryID: nil, ["RecurrenceCount": "1"])
        service.wait(hours: Self.first + 90 * 24)
        #expect(try service.statuses(id) == ["Completed"])
        service.wait(hours: 0, seconds: 1)
        let response = try service.get("ScheduledReport/execution/\(id)?getLatestExecution=false")
        #expect(response.status == 404)
        #expect(try service.get("ScheduledReport/execution/\(id)").status == 404)
        #expect(try service.report(id)["reportStatus"] == .string("Inactive"))
    }

    @Test("A run's link is deleted with its record, for an active report and an ended one", arguments: ["1", "2"])
    func linkAfterHistory(count: String) throws {
        let service = try ServiceHarness()
        let id = try service.makeReport(
            queryID: nil, ["RecurrenceCount": count, "RecurrenceInterval": "2160"])
        service.wait(hours: Self.first)
        let link = try service.link(id)
        service.wait(hours: 90 * 24)
        #expect(service.fetch(link).status == 200)
        service.wait(hours: 0, seconds: 1)
        #expect(service.fetch(link).status == 404)
    }

    @Test("After the query is deleted, its reports continue with the stored text", arguments: PartnerProgram.allCases)
    func queryDeleted(program: PartnerProgram) throws {
        let service = try ServiceHarness(program)
        let queryID = try service.makeQuery()
        let id = try service.makeReport(queryID: queryID)
        #expect(try service.delete("ScheduledQueries/\(queryID)").status == 200)
        service.wait(hours: Self.first)
        #expect(try service.file(try service.link(id)).split(separator: "\r\n").count > 100)
        #expect(try service.get("ScheduledReport?queryId=\(queryID)").value.count == 1)
        let again = try service.post("ScheduledReport", service.reportBody(queryID: queryID))
        #expect(again.isRefusal(400, "Invalid QueryId", program))
    }

    @Test("A deleted report and its runs are no longer listed", arguments: PartnerProgram.allCases)
    func deleted(program: PartnerProgram) throws {
        let service = try ServiceHarness(program)
        let id = try service.makeReport()
        service.wait(hours: Self.first)
        let link = try service.link(id)
        let before = try service.report(id)
        let response = try service.delete("ScheduledReport/\(id)")
        #expect(response.status == 200)
        #expect(response.value == [before])
        let gone = "No item found with given filters."
        #expect(try service.get("ScheduledReport/execution/\(id)").isRefusal(404, gone, program))
        #expect(try service.get("ScheduledReport?reportId=\(id)").isRefusal(404, gone, program))
        #expect(try service.delete("ScheduledReport/\(id)").isRefusal(404, gone, program))
        #expect(try service.put("ScheduledReport/pause/\(id)").isRefusal(404, gone, program))
        #expect(try service.put("ScheduledReport/resume/\(id)").isRefusal(404, gone, program))
        #expect(try service.put("ScheduledReport/\(id)", service.reportBody(queryID: "")).isRefusal(404, gone, program))
        #expect(service.fetch(link).status == 404)
        #expect(try service.get("ScheduledReport").value.isEmpty)
    }
}
