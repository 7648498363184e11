import InsightsAPI
import InsightsContracts
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsSimulator
import InsightsTime
import TestSupport
import Testing

/// Walks of random calls, compared with a plain model after every step.
struct RandomWalkTests {
    @Test("After three hundred random calls the simulator and the model agree", arguments: 1...20)
    func walk(seed: Int) throws {
        var settings = Settings()
        settings.activeReportQuota = 4
        settings.executeNowQuota = 3
        var walk = try Walk(seed: UInt64(seed), settings: settings)
        for step in 0..<300 {
            let action = try walk.step()
            // Every report's record after every step, and one report's runs in turn.
            let mismatch = try walk.mismatch(inRunsOf: step)
            try #require(mismatch == nil, "step \(step), \(action): \(mismatch ?? "")")
        }
        for index in walk.model.reports.indices { #expect(try walk.mismatch(inRunsOf: index) == nil) }
    }

    @Test("With run durations the invariants hold", arguments: 1...8)
    func invariants(seed: Int) throws {
        var settings = Settings()
        settings.runDuration = .seconds([1, 600, 3 * 3600, 20 * 3600][seed % 4])
        settings.activeReportQuota = nil
        settings.executeNowQuota = nil
        var walk = try Walk(seed: UInt64(seed), settings: settings)
        for step in 0..<150 {
            let action = try walk.step()
            let reports = try walk.service.get("ScheduledReport").value
            guard !reports.isEmpty else { continue }
            let broken = try walk.brokenInvariant(of: reports[step % reports.count])
            try #require(broken == nil, "step \(step), \(action): \(broken ?? "")")
        }
    }
}

/// A simulator, its model, and the dice.
private struct Walk {
    let service: ServiceHarness
    let queryID: String
    var model: ReportModel
    private var dice: Dice

    init(seed: UInt64, settings: Settings) throws {
        var settings = settings
        settings.tokenLifetime = .seconds(86400)
        service = try ServiceHarness(settings: settings)
        queryID = try service.makeQuery()
        model = ReportModel(
            now: service.simulator.now, activeQuota: settings.activeReportQuota,
            immediateQuota: settings.executeNowQuota)
        dice = Dice(state: seed)
    }

    /// Does one random thing to both; says what.
    mutating func step() throws -> String {
        switch dice.roll(12) {
        case 0...2: try create()
        case 3: try runAtOnce()
        case 4: try pause()
        case 5: try resume()
        case 6: try update()
        case 7...9: try delete()
        default: try advance()
        }
    }

    private mutating func index() -> Int? {
        model.reports.isEmpty ? nil : dice.roll(model.reports.count)
    }

    private mutating func start() -> Timestamp {
        service.simulator.now.adding(hours: 4).adding(seconds: dice.roll(200_000))
    }

    private mutating func create() throws -> String {
        let start = start()
        let hours = 4 + dice.roll(200)
        let count = dice.roll(2) == 0 ? nil : 1 + dice.roll(5)
        let response = try service.post(
            "ScheduledReport",
            service.reportBody(
                queryID: queryID,
                [
                    "StartTime": "\"\(start)\"", "RecurrenceInterval": "\(hours)",
                    "RecurrenceCount": count.map { "\($0)" } ?? "null",
                ]))
        if model.hasFreeSlot {
            let id = try #require(response.value.first?["reportId"]?.string, "\(response.text)")
            model.create(id: id, start: start, hours: hours, count: count)
        } else {
            try #require(response.status == 400)
        }
        return "create"
    }

    private mutating func runAtOnce() throws -> String {
        let body = service.reportBody(queryID: queryID, ["ExecuteNow": "true"])
        let response = try service.post("ScheduledReport", body)
        if model.mayRunAtOnce, model.hasFreeSlot {
            let id = try #require(response.value.first?["reportId"]?.string, "\(response.text)")
            model.runAtOnce(id: id)
        } else {
            try #require(response.status == 400)
        }
        return "run at once"
    }

    private mutating func pause() throws -> String {
        guard let index = index() else { return "pause nothing" }
        let status = model.reports[index].status
        let response = try service.put("ScheduledReport/pause/\(model.reports[index].id)")
        if service.simulator.settings.runDuration == .zero {
            try #require(response.status == (status == "Inactive" ? 400 : 200))
        }
        model.pause(index)
        return "pause \(index)"
    }

    private mutating func resume() throws -> String {
        guard let index = index() else { return "resume nothing" }
        let isAllowed = model.mayResume(index)
        let response = try service.put("ScheduledReport/resume/\(model.reports[index].id)")
        if service.simulator.settings.runDuration == .zero { try #require(response.status == (isAllowed ? 200 : 400)) }
        if isAllowed { model.resume(index) }
        return "resume \(index)"
    }

    private mutating func update() throws -> String {
        guard let index = index(), model.reports[index].interval > 0 else { return "update nothing" }
        let start = start()
        let hours = dice.roll(2) == 0 ? nil : 4 + dice.roll(200)
        let count = dice.roll(2) == 0 ? nil : 1 + dice.roll(6)
        let response = try service.put(
            "ScheduledReport/\(model.reports[index].id)",
            service.reportBody(
                queryID: queryID,
                [
                    "StartTime": "\"\(start)\"", "RecurrenceInterval": hours.map { "\($0)" },
                    "RecurrenceCount": count.map { "\($0)" },
                ]))
        try #require(response.status == 200, "\(response.text)")
        model.update(index, start: start, hours: hours, count: count)
        return "update \(index)"
    }

    private mutating func delete() throws -> String {
        guard let index = index() else { return "delete nothing" }
        try #require(try service.delete("ScheduledReport/\(model.reports[index].id)").status == 200)
        model.reports.remove(at: index)
        return "delete \(index)"
    }

    private mutating func advance() throws -> String {
        let seconds = [60, 3600, 40_000, 200_000, 2_000_000][dice.roll(5)] + dice.roll(100)
        let target = service.simulator.now.adding(seconds: seconds)
        try #require(service.simulator.advance(to: target))
        model.advance(to: target)
        return "advance \(seconds)"
    }

    // MARK: Comparing

    /// Returns the first difference between the simulator and the model, or nil.
    func mismatch(inRunsOf number: Int) throws -> String? {
        let records = try service.get("ScheduledReport").value
        let shown = records.map {
            "\($0["reportId"]?.string ?? "") \($0["reportStatus"]?.string ?? "") \($0["startTime"]?.string ?? "") "
                + "\($0["recurrenceInterval"]?.text ?? "") \($0["recurrenceCount"]?.text ?? "")"
        }
        let expected = model.reports.map {
            "\($0.id) \($0.status) \($0.start) \($0.interval / 3600) \($0.count.map { "\($0)" } ?? "null")"
        }
        if shown != expected { return "reports are \(shown), not \(expected)" }
        if model.reports.isEmpty { return nil }
        let index = number % model.reports.count
        let runs = try service.executions(model.reports[index].id).map { run in
            [run["executionStatus"]?.string, run["reportGeneratedTime"]?.string].compactMap(\.self)
                .joined(separator: " ")
        }
        let expectedRuns = model.runs(index).map { run in run.status + (run.time.map { " \($0)" } ?? "") }
        return runs == expectedRuns ? nil : "runs of \(index) are \(runs), not \(expectedRuns)"
    }

    /// Returns a broken invariant of a report and its runs, or nil.
    func brokenInvariant(of report: JSONValue) throws -> String? {
        let id = report["reportId"]?.string ?? ""
        let status = report["reportStatus"]?.string ?? ""
        let runs = try service.executions(id)
        let statuses = runs.compactMap { $0["executionStatus"]?.string }
        if statuses.count(where: { $0 == "Running" }) > 1 { return "two runs at once: \(statuses)" }
        if statuses.dropFirst().contains(where: { $0 == "Pending" || $0 == "Paused" }) { return "order: \(statuses)" }
        if statuses.first == "Pending", status != "Active" { return "\(status) with a run to come" }
        if statuses.first == "Paused", status != "Paused" { return "\(status) with a paused run" }
        if status == "Inactive", statuses.contains(where: { $0 != "Completed" }) { return "Inactive: \(statuses)" }
        if status == "Active", !statuses.contains(where: { $0 == "Pending" || $0 == "Running" }) { return "idle" }
        let times = runs.compactMap { $0["reportGeneratedTime"]?.string }
        if times != times.sorted(by: >) { return "times: \(times)" }
        if Set(runs.compactMap { $0["executionId"]?.string }).count != runs.count { return "an identifier twice" }
        for run in runs {
            let isCompleted = run["executionStatus"] == .string("Completed")
            if run["reportAccessSecureLink"]?.isNull == isCompleted { return "link of \(run.text)" }
        }
        return nil
    }
}
