public import InsightsHTTP

/// One route of the service below `/insights/v1/{program}/` (insights-api section 4).
public enum Route: Sendable, Equatable {
    /// `ScheduledDataset`: the datasets with their columns, metrics and ranges.
    case datasets
    /// `ScheduledQueries`: create and list queries.
    case queries
    /// `ScheduledQueries/{queryId}`: delete a query.
    case query(id: String)
    /// `ScheduledQueries/testQueryResult`: the first rows of a query.
    case testQuery
    /// `ScheduledReport`: create and list reports.
    case reports
    /// `ScheduledReport/{reportId}`: update and delete a report.
    case report(id: String)
    /// `ScheduledReport/pause/{reportId}`
    case pauseReport(id: String)
    /// `ScheduledReport/resume/{reportId}`
    case resumeReport(id: String)
    /// `ScheduledReport/execution/{reportId}`; several ids are separated by `;`.
    case executions(reportIDs: String)

    /// Matches the segments after the program, letter case ignored; nil if no route has that shape.
    public init?(segments: some Collection<String>) {
        let segments = Array(segments)
        guard let first = segments.first?.lowercased() else { return nil }
        switch (first, segments.count) {
        case ("scheduleddataset", 1): self = .datasets
        case ("scheduledqueries", 1): self = .queries
        case ("scheduledqueries", 2):
            self = segments[1].lowercased() == "testqueryresult" ? .testQuery : .query(id: segments[1])
        case ("scheduledreport", 1): self = .reports
        case ("scheduledreport", 2): self = .report(id: segments[1])
        case ("scheduledreport", 3):
            switch segments[1].lowercased() {
            case "pause": self = .pauseReport(id: segments[2])
            case "resume": self = .resumeReport(id: segments[2])
            case "execution": self = .executions(reportIDs: segments[2])
            default: return nil
            }
        default: return nil
        }
    }

    /// The methods the route answers, in the order the documentation introduces them.
    public var methods: [HTTPMethod] {
        switch self {
        case .datasets, .testQuery, .executions: [.get]
        case .queries, .reports: [.post, .get]
        case .query: [.delete]
        case .report: [.put, .delete]
        case .pauseReport, .resumeReport: [.put]
        }
    }

    /// The address of the route for a program, with its identifiers encoded.
    public func path(_ program: Program) -> String {
        let base = "/insights/v1/\(program)/"
        return switch self {
        case .datasets: base + "ScheduledDataset"
        case .queries: base + "ScheduledQueries"
        case .query(let id): base + "ScheduledQueries/\(PercentEncoding.encode(id))"
        case .testQuery: base + "ScheduledQueries/testQueryResult"
        case .reports: base + "ScheduledReport"
        case .report(let id): base + "ScheduledReport/\(PercentEncoding.encode(id))"
        case .pauseReport(let id): base + "ScheduledReport/pause/\(PercentEncoding.encode(id))"
        case .resumeReport(let id): base + "ScheduledReport/resume/\(PercentEncoding.encode(id))"
        case .executions(let ids): base + "ScheduledReport/execution/\(PercentEncoding.encode(ids))"
        }
    }
}
