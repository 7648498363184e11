public import InsightsHTTP

/// An operation of the service: a route with one of its methods (insights-api section 4).
///
/// The implementation and the OpenAPI document share these definitions.
public enum ServiceOperation: String, Sendable, CaseIterable {
    /// `GET ScheduledDataset`: lists the datasets.
    case datasets
    /// `POST ScheduledQueries`: stores a query.
    case createQuery
    /// `GET ScheduledQueries`: lists queries.
    case listQueries
    /// `DELETE ScheduledQueries/{queryId}`: deletes a query.
    case deleteQuery
    /// `GET ScheduledQueries/testQueryResult`: returns the first rows of a query.
    case testQuery
    /// `POST ScheduledReport`: creates a report.
    case createReport
    /// `GET ScheduledReport`: lists reports.
    case listReports
    /// `PUT ScheduledReport/{reportId}`: changes a report.
    case updateReport
    /// `DELETE ScheduledReport/{reportId}`: deletes a report.
    case deleteReport
    /// `PUT ScheduledReport/pause/{reportId}`: stops the schedule of a report.
    case pauseReport
    /// `PUT ScheduledReport/resume/{reportId}`: restarts a paused schedule.
    case resumeReport
    /// `GET ScheduledReport/execution/{reportId}`: lists executions.
    case executions

    /// The kind of the records in `value` of a response.
    public enum Answer: Sendable {
        /// Datasets.
        case dataset
        /// Queries.
        case query
        /// Reports.
        case report
        /// Executions.
        case execution
        /// Rows of a query, keyed by column.
        case row
    }

    /// The HTTP method.
    public var method: HTTPMethod {
        switch self {
        case .datasets, .listQueries, .testQuery, .listReports, .executions: .get
        case .createQuery, .createReport: .post
        case .updateReport, .pauseReport, .resumeReport: .put
        case .deleteQuery, .deleteReport: .delete
        }
    }

    /// The name of the identifier in the path; nil if there is none.
    public var identifier: String? {
        switch self {
        case .datasets, .createQuery, .listQueries, .testQuery, .createReport, .listReports: nil
        case .deleteQuery: "queryId"
        case .updateReport, .deleteReport, .pauseReport, .resumeReport, .executions: "reportId"
        }
    }

    /// Whether requests have a body.
    public var takesBody: Bool { method == .post || self == .updateReport }

    /// Returns the route for an identifier, which routes without one ignore.
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

    /// The route with a placeholder in braces as its identifier.
    public var template: Route { route(id: "{\(identifier ?? "")}") }

    /// Returns the parameters of the query string; `isPaged` states whether lists are paged.
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

    /// The kind of the records in `value` of the response.
    public var answer: Answer {
        switch self {
        case .datasets: .dataset
        case .createQuery, .listQueries, .deleteQuery: .query
        case .testQuery: .row
        case .createReport, .listReports, .updateReport, .deleteReport, .pauseReport, .resumeReport: .report
        case .executions: .execution
        }
    }

    /// Whether a response can hold several records; all other responses hold one.
    public var isList: Bool { method == .get }

    /// A short description for the OpenAPI document.
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

    /// The `message` of a successful response; nil for null.
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
