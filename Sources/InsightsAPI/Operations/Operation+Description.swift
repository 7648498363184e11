public import InsightsHTTP

/// What an operation is like on the wire; what the service runs on and what the OpenAPI document says come from here.
extension Operation {
    /// What an element of `value` is.
    public enum Content: Sendable {
        /// A `DatasetRecord`.
        case dataset
        /// A `QueryRecord`.
        case query
        /// A `ReportRecord`.
        case report
        /// An `ExecutionRecord`.
        case execution
        /// A row of a query, keyed by column.
        case row
    }

    /// The method; GET for `other`, which may have any.
    public var method: HTTPMethod {
        switch self {
        case .datasets, .listQueries, .testQuery, .listReports, .executions, .discovery, .download, .other: .get
        case .createQuery, .createReport, .token: .post
        case .updateReport, .pauseReport, .resumeReport: .put
        case .deleteQuery, .deleteReport: .delete
        }
    }

    /// The name of the identifier in the path; nil if there is none.
    public var identifier: String? {
        switch self {
        case .deleteQuery: "queryId"
        case .updateReport, .deleteReport, .pauseReport, .resumeReport, .executions: "reportId"
        default: nil
        }
    }

    /// Whether requests have a body.
    public var takesBody: Bool { method == .post || self == .updateReport }

    /// Whether it changes what the service stores; `other` may.
    public var writes: Bool { self == .other || (isOfService && method != .get) }

    /// Returns the route below the program, with an identifier if it has one; nil outside of the service.
    package func route(id: String) -> Route? {
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
        case .token, .discovery, .download, .other: nil
        }
    }

    /// The route with the name of the identifier in braces for it; nil for what is not of the service.
    package var template: Route? { route(id: "{\(identifier ?? "")}") }

    /// Returns the parameters of the query string; `isPaged` states whether lists are paged.
    package func parameters(isPaged: Bool) -> [QueryParameter] {
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

    /// What an element of `value` is; nil for what has no envelope.
    public var content: Content? {
        switch self {
        case .datasets: .dataset
        case .createQuery, .listQueries, .deleteQuery: .query
        case .testQuery: .row
        case .createReport, .listReports, .updateReport, .deleteReport, .pauseReport, .resumeReport: .report
        case .executions: .execution
        case .token, .discovery, .download, .other: nil
        }
    }

    /// Whether it may return several records; all others of the service return one.
    public var isList: Bool { isOfService && method == .get }

    /// A short description for the OpenAPI document.
    public var summary: String {
        switch self {
        case .datasets: "List datasets with their columns, metrics and ranges"
        case .createQuery: "Store a query"
        case .listQueries: "List stored and predefined queries"
        case .deleteQuery: "Delete a stored query"
        case .testQuery: "The first rows of a query"
        case .createReport: "Schedule a report, or run it immediately"
        case .listReports: "List reports"
        case .updateReport: "Change a report's schedule, name, format or callback"
        case .deleteReport: "Delete a report with its executions"
        case .pauseReport: "Stop a report's schedule"
        case .resumeReport: "Start a paused schedule again"
        case .executions: "The executions of a report, with the links to their files"
        case .token: "Get a token"
        case .discovery: "Describe a tenant: metadata, keys, instances, users"
        case .download: "Download the file of an execution"
        case .other: "Any other request"
        }
    }

    /// The `message` of a successful response; nil for null.
    public var successMessage: String? {
        switch self {
        case .datasets: SuccessMessage.datasets
        case .createQuery: SuccessMessage.queryCreated
        case .listQueries: SuccessMessage.queries
        case .deleteQuery: SuccessMessage.queryDeleted
        case .testQuery, .executions, .token, .discovery, .download, .other: nil
        case .createReport: SuccessMessage.reportCreated
        case .listReports: SuccessMessage.reports
        case .updateReport: SuccessMessage.reportUpdated
        case .deleteReport: SuccessMessage.reportDeleted
        case .pauseReport: SuccessMessage.reportPaused
        case .resumeReport: SuccessMessage.reportResumed
        }
    }
}
