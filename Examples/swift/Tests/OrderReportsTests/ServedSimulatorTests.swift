import Foundation
import InsightsServing
import Testing

/// Code that opens connections itself needs an address.
@Suite("Over a socket")
struct ServedSimulatorTests {
    @Test("The first file of a report can be downloaded from the address in its link")
    func download() async throws {
        let start = try #require(Timestamp("2021-01-06T05:38:34Z"))
        let simulator = try Simulator(clock: .manual(start), seed: 7)
        try await simulator.withServer { url in
            let port = try #require(URL(string: url)?.port)
            let client = InsightsClient(
                program: .cmp, transport: SocketTransport(port: port),
                credentials: simulator.credentials(for: .cmp))
            let query = try await client.createQuery(
                CreateQueryRequest(name: "Orders", query: "SELECT OrderId FROM ISVOrder"))
            let report = try await client.createReport(
                ReportRequest(
                    reportName: "Daily", queryID: query.queryID, startTime: "2021-01-06T19:00:00Z",
                    recurrenceInterval: 24))
            simulator.advance(by: .seconds(14 * 3600))
            try await client.renewToken()
            let execution = try await client.executions(reportID: report.reportID)[0]
            let link = try #require(execution.reportAccessSecureLink)
            #expect(link.hasPrefix(url))
            #expect(try await !client.download(link).isEmpty)
        }
    }
}
