/// What a request asks for: an operation of the service, of the token endpoint, or a download.
///
/// Routes, the journal, fault rules, contracts and the OpenAPI document share these names (insights-api section 4).
public enum Operation: String, Sendable, CaseIterable {
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
    /// The file behind the link of an execution
    case download
    /// Any other request: in the journal one without a route, in a contract one that is written out
    case other = "unmatched"

    /// The operations of the service, each a route with one of its methods.
    public static let ofService = allCases.filter(\.isOfService)

    /// Whether requests to it name a program and carry an access token.
    public var isOfService: Bool {
        switch self {
        case .token, .discovery, .download, .other: false
        default: true
        }
    }
}

extension Operation {
    /// The operations that client libraries offer and contracts call.
    public static let callable = allCases.filter { $0 != .discovery }

    /// The name by which client libraries and contracts call it: `getQueries` for `listQueries`.
    public var callName: String {
        switch self {
        case .token: "getToken"
        case .datasets: "getDatasets"
        case .listQueries: "getQueries"
        case .listReports: "getReports"
        case .executions: "getExecutions"
        case .other: "request"
        default: rawValue
        }
    }

    /// Finds an operation by either of its names; nil if there is none.
    public init?(name: String) {
        guard let operation = Self.allCases.first(where: { $0.rawValue == name || $0.callName == name }) else {
            return nil
        }
        self = operation
    }
}
