import InsightsAPI

/// A call by name, as client libraries offer it.
public enum ContractOperation: String, Sendable, CaseIterable {
    /// Gets a token with the caller's credentials.
    case getToken
    /// Lists datasets; argument `datasetName`.
    case getDatasets
    /// Creates a query; arguments `Name`, `Description`, `Query`.
    case createQuery
    /// Lists queries; arguments `queryId`, `queryName`, `includeSystemQueries`, `includeOnlySystemQueries`.
    case getQueries
    /// Deletes a query; argument `queryId`.
    case deleteQuery
    /// Runs a query for its first rows; arguments `exportQuery` or `queryId`, `startTime`, `endTime`.
    case testQuery
    /// Schedules a report; arguments are the fields of its body.
    case createReport
    /// Lists reports; arguments `reportId`, `reportName`, `queryId`.
    case getReports
    /// Changes a report; arguments are `reportId` and the fields of its body.
    case updateReport
    /// Deletes a report; argument `reportId`.
    case deleteReport
    /// Pauses a report; argument `reportId`.
    case pauseReport
    /// Resumes a report; argument `reportId`.
    case resumeReport
    /// Lists executions; arguments `reportId`, `executionId`, `executionStatus`, `getLatestExecution`.
    case getExecutions
    /// Downloads and unpacks the file at a link; argument `link`. The body of the outcome is the file's text.
    case download
    /// Sends a raw request; arguments `method`, `path`, `headers`, and `json`, `form` or `text`.
    case request

    /// Whether the operation can change anything at the service; `writes(_:)` examines the method of a raw request.
    public var writes: Bool {
        switch self {
        case .createQuery, .deleteQuery, .createReport, .updateReport, .deleteReport, .pauseReport, .resumeReport,
            .request:
            true
        case .getToken, .getDatasets, .getQueries, .testQuery, .getReports, .getExecutions, .download: false
        }
    }

    /// The corresponding operation of the service; nil for the three operations that have none.
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
