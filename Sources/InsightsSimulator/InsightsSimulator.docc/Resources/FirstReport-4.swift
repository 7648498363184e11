import InsightsSimulator
import Testing

@Test("The first file of a report exists after its slot")
func reportIsDownloaded() async throws {
    let start = try #require(Timestamp("2021-01-06T05:38:34Z"))
    let simulator = try Simulator(clock: .manual(start))
    let client = simulator.client(for: .cmp)

    let query = try await client.createQuery(
        CreateQueryRequest(name: "Orders", query: "SELECT OrderId, OrderPurchaseDate FROM ISVOrder"))
    let report = try await client.createReport(
        ReportRequest(
            reportName: "Weekly orders", queryID: query.queryID, startTime: "2021-01-06T19:00:00Z",
            recurrenceInterval: 168))
    #expect(try await client.executions(reportID: report.reportID)[0].executionStatus == .pending)

    simulator.advance(by: ISODuration(seconds: 14 * 3600))
    try await client.renewToken()
}
