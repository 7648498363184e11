public import InsightsHTTP

/// One thing the service does: a route with one of its methods (insights-api section 4).
///
/// What the service runs on and what the OpenAPI document says of it come from here.
public enum ServiceOperation: String, Sendable, CaseIterable {
    /// `GET ScheduledDataset`
    case datasets
    /// `POST ScheduledQueries`
    case createQuery
    /// `GET ScheduledQueries`
    case listQueries
    /// `DELETE ScheduledQueries/{queryId}`
    case deleteQuery
    /// `GET ScheduledQueries/testQueryResult`
    case testQuery
    /// `POST ScheduledReport`
    case createReport
    /// `GET ScheduledReport`
    case listReports
    /// `PUT ScheduledReport/{reportId}`
    case updateReport
    /// `DELETE ScheduledReport/{reportId}`
    case deleteReport
    /// `PUT ScheduledReport/pause/{reportId}`
    case pauseReport
    /// `PUT ScheduledReport/resume/{reportId}`
    case resumeReport
    /// `GET ScheduledReport/execution/{reportId}`
    case executions

    /// What stands in `value` of its answer.
    public enum Answer: Sendable {
        case dataset
        case query
        case report
        case execution
        /// Rows of a query, keyed by column.
        case row
    }

    /// The method.
    public var method: HTTPMethod {
        switch self {
        case .datasets, .listQueries, .testQuery, .listReports, .executions: .get
        case .createQuery, .createReport: .post
        case .updateReport, .pauseReport, .resumeReport: .put
        case .deleteQuery, .deleteReport: .delete
        }
    }

    /// What the identifier in its path is called; nil for none.
    public var identifier: String? {
        switch self {
        case .datasets, .createQuery, .listQueries, .testQuery, .createReport, .listReports: nil
        case .deleteQuery: "queryId"
        case .updateReport, .deleteReport, .pauseReport, .resumeReport, .executions: "reportId"
        }
    }

    /// Whether a request has a body.
    public var takesBody: Bool { method == .post || self == .updateReport }

    /// The route, for an identifier where it has one.
    public func route(id: String) -> Route {
        switch self {
        case .datasets: .datasets
        case .createQuery, .listQueries: .queries
        case .deleteQuery: .query(id: id)
        case .testQuery: .testQuery
        case .createReport, .listReports: .reports
        case .updateReport, .deleteReport: .report(id: id)
        case .pauseReport: .pauseReport(id: id)
        case .resumeReport: .resumeReport(id: id)
        case .executions: .executions(reportIDs: id)
        }
    }

    /// The route, with the name of the identifier in braces for it.
    public var template: Route { route(id: "{\(identifier ?? "")}") }

    /// The parameters of the query string; `isPaged` is whether lists come in pages.
    public func parameters(isPaged: Bool) -> [QueryParameter] {
        let own: [QueryParameter] =
            switch self {
            case .datasets: [.datasetName]
            case .listQueries: [.queryID, .queryName, .includeSystemQueries, .includeOnlySystemQueries]
            case .testQuery: [.exportQuery, .testedQueryID, .startTime, .endTime]
            case .listReports: [.reportID, .reportName, .reportQueryID]
            case .executions: [.executionID, .executionStatus, .getLatestExecution]
            default: []
            }
        return own + (isPaged && isList ? [.continuation] : [])
    }

    /// What stands in `value` of its answer.
    public var answer: Answer {
        switch self {
        case .datasets: .dataset
        case .createQuery, .listQueries, .deleteQuery: .query
        case .testQuery: .row
        case .createReport, .listReports, .updateReport, .deleteReport, .pauseReport, .resumeReport: .report
        case .executions: .execution
        }
    }

    /// Whether it may answer with several records; all others answer with one.
    public var isList: Bool { method == .get }

    /// What it does, in a few words.
    public var summary: String {
        switch self {
        case .datasets: "List datasets with their columns, metrics and ranges"
        case .createQuery: "Store a query"
        case .listQueries: "List stored and predefined queries"
        case .deleteQuery: "Delete a stored query"
        case .testQuery: "The first rows of a query"
        case .createReport: "Schedule a report, or run it at once"
        case .listReports: "List reports"
        case .updateReport: "Change a report's schedule, name, format or callback"
        case .deleteReport: "Delete a report with its executions"
        case .pauseReport: "Stop a report's schedule"
        case .resumeReport: "Start a paused schedule again"
        case .executions: "The executions of a report, with the links to their files"
        }
    }

    /// The `message` of its successes; nil for null.
    public var successMessage: String? {
        switch self {
        case .datasets: SuccessMessage.datasets
        case .createQuery: SuccessMessage.queryCreated
        case .listQueries: SuccessMessage.queries
        case .deleteQuery: SuccessMessage.queryDeleted
        case .testQuery, .executions: nil
        case .createReport: SuccessMessage.reportCreated
        case .listReports: SuccessMessage.reports
        case .updateReport: SuccessMessage.reportUpdated
        case .deleteReport: SuccessMessage.reportDeleted
        case .pauseReport: SuccessMessage.reportPaused
        case .resumeReport: SuccessMessage.reportResumed
        }
    }
}
