import InsightsAPI
import InsightsHTTP
import InsightsSimulator
import InsightsTime
import Testing

@Suite("Versions of the service")
struct TypedClientVersionTests {
    @Test("The typed client of the edition 2026 runs the whole workflow of cmp on v1.1")
    func workflow() async throws {
        let start = try #require(Timestamp("2026-03-02T08:00:00Z"))
        let simulator = try Simulator(settings: Settings(edition: .year2026), clock: .manual(start))
        let sandbox = try simulator.makeSandbox()
        let client = InsightsClient(
            program: .cmp, edition: .year2026, transport: simulator.transport,
            credentials: sandbox.credentials(for: .cmp))
        #expect(client.version == .v11)
        #expect(try await client.datasets().map(\.datasetName).contains("ISVLicense"))

        let text = "SELECT OrderId FROM ISVOrder"
        let query = try await client.createQuery(CreateQueryRequest(name: "Orders", query: text))
        #expect(query.query == text)
        // The page of 2024 shows query records without it.
        #expect(query.modifiedTime == nil)
        let rows = try await client.testQuery(text)
        #expect(rows.count == 100)
        #expect(try await client.testQuery(id: query.queryID).count == 100)

        let schedule = ReportRequest(
            reportName: "Weekly", queryID: query.queryID, startTime: "2026-03-02T13:00:00Z", recurrenceInterval: 168,
            recurrenceCount: 2, format: "tsv")
        let report = try await client.createReport(schedule)
        #expect(report.nextExecutionStartTime == "2026-03-02T13:00:00Z")
        #expect(report.totalRecurrenceCount == 2)
        #expect(try await client.executions(reportID: report.reportID).map(\.executionStatus) == [.pending])

        sandbox.advance(by: ISODuration(seconds: 6 * 3600))
        try await client.renewToken()
        let execution = try #require(
            try await client.executions(reportID: report.reportID, latestOnly: true).first)
        #expect(execution.executionStatus == .completed)
        #expect(execution.remainingRecurrenceCount == 1)
        #expect(execution.nextExecutionStartTime == "2026-03-09T13:00:00Z")
        let file = try await client.download(try #require(execution.reportAccessSecureLink))
        #expect(String(decoding: file, as: UTF8.self).hasPrefix("OrderId\n") == false)
        #expect(file.split(separator: UInt8(ascii: "\n")).count > 100)

        let changed = try await client.updateReport(
            id: report.reportID,
            ReportRequest(
                reportName: "Weekly", startTime: "2026-03-09T13:00:00Z", format: "tsv",
                endTime: "2026-03-10T00:00:00Z"))
        #expect(changed.endTime == "2026-03-10T00:00:00Z")
        #expect(try await client.pauseReport(id: report.reportID).reportStatus == .paused)
        #expect(try await client.resumeReport(id: report.reportID).reportStatus == .active)
        #expect(try await client.reports(id: report.reportID).map(\.reportName) == ["Weekly"])
        try await client.deleteReport(id: report.reportID)
        try await client.deleteQuery(id: query.queryID)
        #expect(try await client.queries(includeSystemQueries: false).isEmpty)
        let paths = sandbox.journal.entries().compactMap { entry in
            entry.program == nil ? nil : String(entry.target.prefix(19))
        }
        #expect(Set(paths) == ["/insights/v1.1/cmp/"])
    }

    @Test("Without a token, an address exists if some tenant has it, whatever the edition of the simulator")
    func withoutToken() throws {
        let simulator = try Simulator()
        func status(_ version: String) -> Int {
            simulator.respond(to: HTTPRequest(.get, "/insights/\(version)/cmp/ScheduledDataset")).status.code
        }
        #expect(status("v1.1") == 404)
        var specification = SandboxSpecification()
        specification.edition = .year2026
        let sandbox = try simulator.makeSandbox(specification)
        #expect(status("v1.1") == 401)
        #expect(status("v1") == 401)
        #expect(status("v2") == 404)
        #expect(sandbox.delete())
        #expect(status("v1.1") == 404)
    }
}
