import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsSimulator
import Testing

/// Runs that take a while, and slots that come meanwhile (insights-api section 7.3, U30).
struct RunDurationTests {
    private func service(runDuration: Int) throws -> ServiceHarness {
        var settings = Settings()
        settings.runDuration = .seconds(runDuration)
        return try ServiceHarness(settings: settings)
    }

    @Test("A run is Running from its slot until its end, with the next one Pending beside it")
    func running() throws {
        let service = try service(runDuration: 600)
        let id = try service.makeReport()
        service.wait(hours: 24)
        #expect(try service.statuses(id) == ["Pending", "Running"])
        let running = try service.executions(id)[1]
        #expect(running["reportAccessSecureLink"] == .null)
        #expect(running["reportGeneratedTime"] == .null)
        service.wait(hours: 0, seconds: 599)
        #expect(try service.statuses(id) == ["Pending", "Running"])
        service.wait(hours: 0, seconds: 1)
        #expect(try service.statuses(id) == ["Pending", "Completed"])
        #expect(try service.executions(id)[1]["reportGeneratedTime"] == .string("2021-01-07T05:48:34Z"))
    }

    @Test("A slot during a run waits for its end; the grid stays, and every slot gets its data")
    func queue() throws {
        // Slots every 4 hours, runs of 6: starts at 0, 6, 12, 18 while slots are at 0, 4, 8, 12.
        let service = try service(runDuration: 6 * 3600)
        let id = try service.makeReport(
            queryID: nil, ["RecurrenceInterval": "4", "RecurrenceCount": "4", "StartTime": #""2021-01-07T00:00:00Z""#])
        _ = service.simulator.advance(to: instant("2021-01-07T05:00:00Z"))
        #expect(try service.statuses(id) == ["Pending", "Running"])
        _ = service.simulator.advance(to: instant("2021-01-07T06:00:00Z"))
        #expect(try service.statuses(id) == ["Pending", "Running", "Completed"])
        _ = service.simulator.advance(to: instant("2021-01-08T00:00:00Z"))
        #expect(try service.statuses(id) == ["Completed", "Completed", "Completed", "Completed"])
        #expect(
            try service.executions(id).map { $0["reportGeneratedTime"]?.string }
                == ["2021-01-08T00:00:00Z", "2021-01-07T18:00:00Z", "2021-01-07T12:00:00Z", "2021-01-07T06:00:00Z"])
        #expect(try service.report(id)["reportStatus"] == .string("Inactive"))
    }

    @Test("The last run keeps the report Active until its end")
    func lastRun() throws {
        let service = try service(runDuration: 60)
        let id = try service.makeReport(queryID: nil, ["RecurrenceCount": "1"])
        service.wait(hours: 24)
        #expect(try service.statuses(id) == ["Running"])
        #expect(try service.report(id)["reportStatus"] == .string("Active"))
        service.wait(hours: 0, seconds: 60)
        #expect(try service.report(id)["reportStatus"] == .string("Inactive"))
    }

    @Test("A run in progress does not hide the finished ones, and its link does not exist yet")
    func visible() throws {
        let service = try service(runDuration: 3600)
        let id = try service.makeReport()
        service.wait(hours: 24 + 48)
        #expect(try service.statuses(id) == ["Pending", "Running", "Completed"])
        let response = try service.get("ScheduledReport/execution/\(id)")
        #expect(response.value.map { $0["executionStatus"] } == [.string("Completed")])
        let running = try service.get("ScheduledReport/execution/\(id)?executionStatus=Running")
        #expect(running.value.map { $0["reportAccessSecureLink"] } == [.null])
    }

    @Test("A report deleted during a run does not return")
    func deleted() throws {
        let service = try service(runDuration: 3600)
        let id = try service.makeReport()
        service.wait(hours: 24)
        _ = try service.delete("ScheduledReport/\(id)")
        service.wait(hours: 10)
        #expect(try service.get("ScheduledReport/execution/\(id)").status == 404)
        #expect(try service.get("ScheduledReport").value.isEmpty)
    }

    @Test("The data of a late run are those of its slot")
    func dataOfSlot() throws {
        let prompt = try service(runDuration: 0)
        let slow = try service(runDuration: 86400)
        let texts = try [prompt, slow].map { service in
            let query = try service.makeQuery(
                "SELECT OrderId, OrderPurchaseDate FROM ISVOrder ORDER BY OrderPurchaseDate, OrderId TIMESPAN LAST_MONTH"
            )
            let id = try service.makeReport(queryID: query, ["RecurrenceCount": "1"])
            service.wait(hours: 24 * 40)
            return try service.file(try service.link(id))
        }
        #expect(texts[0] == texts[1])
    }
}
