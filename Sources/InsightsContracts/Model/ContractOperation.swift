import InsightsAPI
import InsightsHTTP

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

    /// Where its arguments go.
    struct Shape {
        let method: HTTPMethod
        /// The argument that stands in the path.
        let pathArgument: String?
        /// Whether the other arguments are members of a JSON body; they are parameters of the address otherwise.
        let hasBody: Bool
    }

    /// Where its arguments go; nil for the three that are no route of the service.
    var shape: Shape? {
        switch self {
        case .getToken, .download, .request: nil
        case .getDatasets, .getQueries, .testQuery, .getReports:
            Shape(method: .get, pathArgument: nil, hasBody: false)
        case .createQuery, .createReport: Shape(method: .post, pathArgument: nil, hasBody: true)
        case .deleteQuery: Shape(method: .delete, pathArgument: "queryId", hasBody: false)
        case .updateReport: Shape(method: .put, pathArgument: "reportId", hasBody: true)
        case .deleteReport: Shape(method: .delete, pathArgument: "reportId", hasBody: false)
        case .pauseReport, .resumeReport: Shape(method: .put, pathArgument: "reportId", hasBody: false)
        case .getExecutions: Shape(method: .get, pathArgument: "reportId", hasBody: false)
        }
    }

    /// The service's route of this operation.
    func route(_ id: String) -> Route? {
        switch self {
        case .getToken, .download, .request: nil
        case .getDatasets: .datasets
        case .createQuery, .getQueries: .queries
        case .deleteQuery: .query(id: id)
        case .testQuery: .testQuery
        case .createReport, .getReports: .reports
        case .updateReport, .deleteReport: .report(id: id)
        case .pauseReport: .pauseReport(id: id)
        case .resumeReport: .resumeReport(id: id)
        case .getExecutions: .executions(reportIDs: id)
        }
    }
}
