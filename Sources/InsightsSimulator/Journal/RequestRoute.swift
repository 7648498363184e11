import InsightsAPI
import InsightsHTTP

/// The route of a request, as named in the journal and in fault rules.
public enum RequestRoute: String, Sendable, CaseIterable {
    /// `POST /{tenant}/oauth2/token` and `POST /{tenant}/oauth2/v2.0/token`.
    case token
    /// The documents about a tenant: metadata, keys, instance discovery and user realm.
    case discovery
    /// `GET ScheduledDataset`.
    case datasets
    /// `POST ScheduledQueries`.
    case createQuery
    /// `GET ScheduledQueries`.
    case listQueries
    /// `DELETE ScheduledQueries/{queryId}`.
    case deleteQuery
    /// `GET ScheduledQueries/testQueryResult`.
    case testQuery
    /// `POST ScheduledReport`.
    case createReport
    /// `GET ScheduledReport`.
    case listReports
    /// `PUT ScheduledReport/{reportId}`.
    case updateReport
    /// `DELETE ScheduledReport/{reportId}`.
    case deleteReport
    /// `PUT ScheduledReport/pause/{reportId}`.
    case pauseReport
    /// `PUT ScheduledReport/resume/{reportId}`.
    case resumeReport
    /// `GET ScheduledReport/execution/{reportId}`.
    case executions
    /// `GET /reports/{tenant}/{file}`.
    case download
    /// Any other request: no route has the URL, or the route does not support the method.
    case unmatched

    init(_ operation: ServiceOperation) {
        switch operation {
        case .datasets: self = .datasets
        case .createQuery: self = .createQuery
        case .listQueries: self = .listQueries
        case .deleteQuery: self = .deleteQuery
        case .testQuery: self = .testQuery
        case .createReport: self = .createReport
        case .listReports: self = .listReports
        case .updateReport: self = .updateReport
        case .deleteReport: self = .deleteReport
        case .pauseReport: self = .pauseReport
        case .resumeReport: self = .resumeReport
        case .executions: self = .executions
        }
    }

    init(_ route: IdentityRoute) {
        if case .token = route { self = .token } else { self = .discovery }
    }

    /// Whether requests name a program and carry an access token.
    public var isOfService: Bool {
        switch self {
        case .token, .discovery, .download, .unmatched: false
        default: true
        }
    }
}
