import InsightsAPI
import InsightsHTTP

/// What a request asks for, as the journal and the fault rules name it.
public enum RequestRoute: String, Sendable, CaseIterable {
    /// `POST /{tenant}/oauth2/token` and `POST /{tenant}/oauth2/v2.0/token`
    case token
    /// The documents about a tenant: metadata, keys, instance discovery, user realm
    case discovery
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
    /// `GET /reports/{tenant}/{file}`
    case download
    /// Anything else: no route has that address, or it does not answer that method.
    case unmatched

    /// The route of the service that answers a method; nil if it does not.
    init?(_ route: Route, _ method: HTTPMethod) {
        let reads = method == .get || method == .head
        switch (route, method) {
        case (.datasets, _) where reads: self = .datasets
        case (.queries, .post): self = .createQuery
        case (.queries, _) where reads: self = .listQueries
        case (.query, .delete): self = .deleteQuery
        case (.testQuery, _) where reads: self = .testQuery
        case (.reports, .post): self = .createReport
        case (.reports, _) where reads: self = .listReports
        case (.report, .put): self = .updateReport
        case (.report, .delete): self = .deleteReport
        case (.pauseReport, .put): self = .pauseReport
        case (.resumeReport, .put): self = .resumeReport
        case (.executions, _) where reads: self = .executions
        default: return nil
        }
    }

    init(_ route: IdentityRoute) {
        if case .token = route { self = .token } else { self = .discovery }
    }

    /// Whether requests to it name a program and carry an access token.
    public var isOfService: Bool {
        switch self {
        case .token, .discovery, .download, .unmatched: false
        default: true
        }
    }
}
