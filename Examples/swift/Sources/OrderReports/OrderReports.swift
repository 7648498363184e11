import InsightsSimulator

/// Keeps a daily report of orders: the code under test.
///
/// It knows nothing of the simulator. A program would give it a client of the real service.
public struct OrderReports: Sendable {
    private let client: InsightsClient

    /// Creates reports that are made with a client's credentials.
    public init(client: InsightsClient) {
        self.client = client
    }

    /// Stores a query and schedules it every 24 hours from an instant on; returns the report's identifier.
    public func schedule(from start: String) async throws -> String {
        let query = try await client.createQuery(
            CreateQueryRequest(name: "Orders", query: "SELECT OrderId, OrderPurchaseDate FROM ISVOrder"))
        let report = try await client.createReport(
            ReportRequest(
                reportName: "Daily orders", queryID: query.queryID, startTime: start, recurrenceInterval: 24))
        return report.reportID
    }

    /// Returns the lines of the newest file of a report; nil if no execution has completed.
    public func newestFile(of reportID: String) async throws -> [String]? {
        try await client.renewToken()
        // Without a status, the service lists executions of any status until the first one has completed.
        let completed = try await client.executions(reportID: reportID).filter { $0.executionStatus == .completed }
        let newest = completed.max { ($0.reportGeneratedTime ?? "") < ($1.reportGeneratedTime ?? "") }
        guard let link = newest?.reportAccessSecureLink else { return nil }
        let text = String(decoding: try await client.download(link), as: UTF8.self)
        return text.split(whereSeparator: \.isNewline).map(String.init)
    }
}
