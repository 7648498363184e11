import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsTime
import Testing

@testable import InsightsSimulator

@Suite("Clock: long times")
struct LongTimeTests {
    @Test(
        "Months are the calendar's, also at month ends and leap days",
        arguments: [
            ("2021-01-31T10:00:00Z", "P1M", "2021-02-28T10:00:00Z"),
            ("2020-01-31T10:00:00Z", "P1M", "2020-02-29T10:00:00Z"),
            ("2020-02-29T23:59:59Z", "P1Y", "2021-02-28T23:59:59Z"),
            ("2020-02-28T12:00:00Z", "P1D", "2020-02-29T12:00:00Z"),
            ("2021-02-28T12:00:00Z", "P1D", "2021-03-01T12:00:00Z"),
            ("2100-02-28T12:00:00Z", "P1D", "2100-03-01T12:00:00Z"),
            ("2000-02-28T12:00:00Z", "PT24H", "2000-02-29T12:00:00Z"),
            ("2021-12-31T23:59:59Z", "PT1S", "2022-01-01T00:00:00Z"),
            ("2021-03-31T00:00:00Z", "P1M1D", "2021-05-01T00:00:00Z"),
        ])
    func calendar(from: String, duration: String, to: String) throws {
        let simulator = try Simulator(clock: .manual(instant(from)))
        #expect(simulator.advance(by: try #require(ISODuration(duration))))
        #expect(simulator.now == instant(to))
    }

    @Test("A daily schedule runs on a leap day and keeps its hour over a month's end")
    func leapDay() throws {
        var ledger = Ledger(at: "2024-02-27T00:00:00Z")
        let id = ledger.schedule(inHours: 6, every: 24, count: 4)
        ledger.wait(hours: 24 * 5)
        #expect(
            ledger.report(id)?.executions.map(\.slot.description) == [
                "2024-02-27T06:00:00Z", "2024-02-28T06:00:00Z", "2024-02-29T06:00:00Z", "2024-03-01T06:00:00Z",
            ])
    }

    @Test("A year of a 4-hour schedule is 2,190 runs, of which 90 days are kept")
    func year() throws {
        var ledger = Ledger(at: "2021-01-01T00:00:00Z")
        let id = ledger.schedule(inHours: 4, every: 4)
        ledger.wait(hours: 365 * 24)
        let report = try #require(ledger.report(id))
        #expect(report.slotsUsed == 2190)
        let history = report.executions.filter { $0.isInHistory(at: ledger.now) }
        #expect(history.count == 90 * 6 + 2)
        #expect(report.executions.count < 2000)
    }

    @Test("One long step and many short ones give the same runs with the same identifiers and callbacks")
    func steps() throws {
        func history(_ steps: Int) -> [String] {
            var ledger = Ledger(runMinutes: 50)
            var ids: [String] = []
            for interval in [4, 5, 7, 4] {
                ids.append(ledger.schedule(inHours: interval, every: interval, callbackURL: "http://localhost/"))
            }
            for _ in 0..<steps { ledger.wait(minutes: 60 * 24 * 40 / steps) }
            var lines = ids.flatMap { id in
                (ledger.report(id)?.executions ?? []).map { "\($0.id) \($0.slot) \($0.status)" }
            }
            while let delivery = ledger.state.callbacks.dequeueDue(at: ledger.now) {
                lines.append("\(delivery.reportID) \(delivery.executionID) \(delivery.due)")
            }
            return lines
        }
        let one = history(1)
        #expect(one.count > 1000)
        #expect(history(40) == one)
        #expect(history(960) == one)
    }

    @Test("Events of several reports happen in the order of time, and at one instant in that of creation")
    func chronological() throws {
        var ledger = Ledger()
        let slow = ledger.schedule(inHours: 4, every: 8, callbackURL: "http://localhost/")
        let fast = ledger.schedule(inHours: 4, every: 4, callbackURL: "http://localhost/")
        ledger.wait(hours: 12)
        var order: [String] = []
        while let delivery = ledger.state.callbacks.dequeueDue(at: ledger.now) {
            order.append("\(delivery.reportID == slow ? "slow" : "fast") \(delivery.due.timeOfDay.hour)")
        }
        #expect(ledger.report(fast)?.slotsUsed == 3)
        #expect(order == ["slow 4", "fast 4", "fast 8", "slow 12", "fast 12"])
    }

    @Test("24 months of pausing, resuming and updating leave a consistent state")
    func months() throws {
        let service = try ServiceHarness()
        let ids = try (0..<6).map { index in
            try service.makeReport(
                queryID: nil, ["RecurrenceInterval": "\(24 * (index + 1))", "ReportName": "\"R\(index)\""])
        }
        for month in 1...24 {
            #expect(service.simulator.advance(by: try #require(ISODuration("P1M"))))
            let id = ids[month % ids.count]
            switch month % 3 {
            case 0: #expect(try service.put("ScheduledReport/pause/\(id)").status == 200)
            case 1: #expect(try service.put("ScheduledReport/resume/\(ids[(month + 5) % ids.count])").status == 200)
            default:
                let body = service.reportBody(queryID: "", ["RecurrenceInterval": "48"])
                #expect(try service.put("ScheduledReport/\(id)", body).status == 200)
            }
            for id in ids { try checkConsistency(service, id) }
        }
        #expect(service.simulator.now == instant("2023-01-06T05:38:34Z"))
    }

    private func checkConsistency(_ service: ServiceHarness, _ id: String) throws {
        let now = service.simulator.now
        let status = try service.report(id)["reportStatus"]?.string
        let runs = try service.executions(id)
        let statuses = runs.compactMap { $0["executionStatus"]?.string }
        // The next run is first; all others are completed, each with a link and an instant not in the future.
        #expect(statuses.first == (status == "Paused" ? "Paused" : "Pending"))
        #expect(statuses.dropFirst().allSatisfy { $0 == "Completed" })
        let generated = runs.dropFirst().compactMap { $0["reportGeneratedTime"]?.string.flatMap { Timestamp($0) } }
        #expect(generated.count == runs.count - 1)
        #expect(generated == generated.sorted(by: >))
        #expect(generated.allSatisfy { $0 <= now && $0 >= now.adding(hours: -24 * 90) })
        #expect(Set(runs.compactMap { $0["executionId"]?.string }).count == runs.count)
        if let link = runs.last?["reportAccessSecureLink"]?.string { #expect(service.fetch(link, .head).status == 200) }
    }
}
