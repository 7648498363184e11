import InsightsAPI

/// A call by its name, as client libraries offer it.
public enum ContractOperation: String, Sendable, CaseIterable {
    /// Gets a token with the actor's credentials.
    case getToken
    /// Lists datasets: `datasetName`.
    case getDatasets
    /// Stores a query: `Name`, `Description`, `Query`.
    case createQuery
    /// Lists queries: `queryId`, `queryName`, `includeSystemQueries`, `includeOnlySystemQueries`.
    case getQueries
    /// Deletes a query: `queryId`.
    case deleteQuery
    /// Runs a query for its first rows: `exportQuery` or `queryId`, `startTime`, `endTime`.
    case testQuery
    /// Schedules a report: the fields of its body.
    case createReport
    /// Lists reports: `reportId`, `reportName`, `queryId`.
    case getReports
    /// Changes a report: `reportId`, and the fields of its body.
    case updateReport
    /// Deletes a report: `reportId`.
    case deleteReport
    /// Pauses a report: `reportId`.
    case pauseReport
    /// Resumes a report: `reportId`.
    case resumeReport
    /// Lists executions: `reportId`, `executionId`, `executionStatus`, `getLatestExecution`.
    case getExecutions
    /// Fetches and unpacks the file behind a link: `link`. The outcome's body is its text.
    case download
    /// Sends a request as it is: `method`, `path`, `headers`, and `json`, `form` or `text`.
    case request

    /// Whether it may change anything at the service; whether a request does, its method says.
    public var writes: Bool {
        switch self {
        case .createQuery, .deleteQuery, .createReport, .updateReport, .deleteReport, .pauseReport, .resumeReport,
            .request:
            true
        case .getToken, .getDatasets, .getQueries, .testQuery, .getReports, .getExecutions, .download: false
        }
    }

    /// What the service does for it; nil for the three that are no operation of the service alone.
    var service: ServiceOperation? {
        switch self {
        case .getToken, .download, .request: nil
        case .getDatasets: .datasets
        case .createQuery: .createQuery
        case .getQueries: .listQueries
        case .deleteQuery: .deleteQuery
        case .testQuery: .testQuery
        case .createReport: .createReport
        case .getReports: .listReports
        case .updateReport: .updateReport
        case .deleteReport: .deleteReport
        case .pauseReport: .pauseReport
        case .resumeReport: .resumeReport
        case .getExecutions: .executions
        }
    }
}
