import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsSimulator
import Testing

/// Pause and resume (insights-api sections 4.10 and 4.11).
struct PauseTests {
    @Test("Pausing stops the schedule and marks the Pending run", arguments: PartnerProgram.allCases)
    func pause(program: PartnerProgram) throws {
        let service = try ServiceHarness(program)
        let id = try service.makeReport()
        service.wait(hours: 24)
        let response = try service.put("ScheduledReport/pause/\(id)")
        #expect(response.status == 200)
        #expect(response.value.first?["reportStatus"] == .string("Paused"))
        #expect(response.value.first?["modifiedTime"] == .string("2021-01-07T05:38:34Z"))
        #expect(response.value == [try service.report(id)])
        #expect(try service.statuses(id) == ["Paused", "Completed"])
        service.wait(hours: 480)
        #expect(try service.statuses(id) == ["Paused", "Completed"])
    }

    @Test("A paused run is listed at any time after its slot")
    func longPause() throws {
        let service = try ServiceHarness()
        let id = try service.makeReport()
        _ = try service.put("ScheduledReport/pause/\(id)")
        service.wait(hours: 24 * 365)
        #expect(try service.statuses(id) == ["Paused"])
        #expect(try service.get("ScheduledReport/execution/\(id)").value.count == 1)
    }

    @Test("Resuming continues at the next slot of the grid; missed slots are skipped and do not count")
    func resume() throws {
        let service = try ServiceHarness()
        let id = try service.makeReport(queryID: nil, ["RecurrenceCount": "2"])
        _ = try service.put("ScheduledReport/pause/\(id)")
        // Slots of 24, 72 and 120 hours pass; the next one is at 168.
        service.wait(hours: 130)
        let response = try service.put("ScheduledReport/resume/\(id)")
        #expect(response.value.first?["reportStatus"] == .string("Active"))
        #expect(response.value.first?["startTime"] == .string("2021-01-07T05:38:34Z"))
        #expect(response.value.first?["modifiedTime"] == .string("2021-01-11T15:38:34Z"))
        #expect(try service.statuses(id) == ["Pending"])
        service.wait(hours: 38, seconds: -1)
        #expect(try service.statuses(id) == ["Pending"])
        service.wait(hours: 0, seconds: 1)
        #expect(try service.statuses(id) == ["Pending", "Completed"])
        service.wait(hours: 48)
        #expect(try service.statuses(id) == ["Completed", "Completed"])
        #expect(try service.report(id)["reportStatus"] == .string("Inactive"))
    }

    @Test("Resuming before the slot does not change it")
    func resumeInTime() throws {
        let service = try ServiceHarness()
        let id = try service.makeReport()
        let runs = try service.executions(id)
        _ = try service.put("ScheduledReport/pause/\(id)")
        service.wait(hours: 23)
        _ = try service.put("ScheduledReport/resume/\(id)")
        #expect(try service.executions(id) == runs)
        service.wait(hours: 1)
        #expect(try service.statuses(id) == ["Pending", "Completed"])
    }

    @Test("A slot at the instant of resuming is missed")
    func resumeAtSlot() throws {
        let service = try ServiceHarness()
        let id = try service.makeReport()
        _ = try service.put("ScheduledReport/pause/\(id)")
        service.wait(hours: 24)
        _ = try service.put("ScheduledReport/resume/\(id)")
        #expect(try service.statuses(id) == ["Pending"])
        service.wait(hours: 48)
        #expect(try service.statuses(id) == ["Pending", "Completed"])
    }

    @Test("Pausing a paused report and resuming an active one change nothing", arguments: PartnerProgram.allCases)
    func twice(program: PartnerProgram) throws {
        let service = try ServiceHarness(program)
        let id = try service.makeReport()
        let active = try service.report(id)
        service.wait(hours: 1)
        #expect(try service.put("ScheduledReport/resume/\(id)").value == [active])
        let paused = try service.put("ScheduledReport/pause/\(id)").value
        service.wait(hours: 1)
        let again = try service.put("ScheduledReport/pause/\(id)")
        #expect(again.status == 200)
        #expect(again.value == paused)
    }

    @Test("An Inactive report can be neither paused nor resumed", arguments: ["pause", "resume"])
    func inactive(action: String) throws {
        for program in PartnerProgram.allCases {
            let service = try ServiceHarness(program)
            let id = try service.makeReport(queryID: nil, ["RecurrenceCount": "1"])
            service.wait(hours: 24)
            let response = try service.put("ScheduledReport/\(action)/\(id)")
            #expect(response.isRefusal(400, "Invalid report parameters", program))
        }
    }

    @Test("A paused report may be updated and stays paused")
    func update() throws {
        let service = try ServiceHarness()
        let id = try service.makeReport()
        _ = try service.put("ScheduledReport/pause/\(id)")
        let body = service.reportBody(queryID: "", ["StartTime": #""2021-01-20T00:00:00Z""#])
        let response = try service.put("ScheduledReport/\(id)", body)
        #expect(response.value.first?["reportStatus"] == .string("Paused"))
        #expect(response.value.first?["startTime"] == .string("2021-01-20T00:00:00Z"))
        service.wait(hours: 24 * 30)
        #expect(try service.statuses(id) == ["Paused"])
        _ = try service.put("ScheduledReport/resume/\(id)")
        // 2021-02-05T05:38:34Z; the grid is that of the new start: 2021-02-07T00:00:00Z.
        _ = service.simulator.advance(to: instant("2021-02-06T23:59:59Z"))
        #expect(try service.statuses(id) == ["Pending"])
        service.wait(hours: 0, seconds: 1)
        #expect(try service.statuses(id) == ["Pending", "Completed"])
    }

    @Test("A run in progress finishes in a paused report")
    func running() throws {
        var settings = Settings()
        settings.runDuration = .seconds(600)
        let service = try ServiceHarness(settings: settings)
        let id = try service.makeReport()
        service.wait(hours: 24)
        #expect(try service.statuses(id) == ["Pending", "Running"])
        _ = try service.put("ScheduledReport/pause/\(id)")
        #expect(try service.statuses(id) == ["Paused", "Running"])
        service.wait(hours: 1)
        #expect(try service.statuses(id) == ["Paused", "Completed"])
        #expect(try service.report(id)["reportStatus"] == .string("Paused"))
    }

    @Test("A report paused during its last run is Inactive when it is resumed and the run has ended")
    func lastRun() throws {
        var settings = Settings()
        settings.runDuration = .seconds(600)
        let service = try ServiceHarness(settings: settings)
        let id = try service.makeReport(queryID: nil, ["RecurrenceCount": "1"])
        service.wait(hours: 24)
        _ = try service.put("ScheduledReport/pause/\(id)")
        service.wait(hours: 1)
        #expect(try service.statuses(id) == ["Completed"])
        #expect(try service.put("ScheduledReport/resume/\(id)").value.first?["reportStatus"] == .string("Inactive"))
    }
}
