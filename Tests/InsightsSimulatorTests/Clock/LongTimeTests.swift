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
