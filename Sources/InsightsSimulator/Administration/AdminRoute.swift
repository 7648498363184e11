import InsightsAPI

/// The administration routes, under `/_sim/` (`docs/reference/administration.md`).
enum AdminRoute: String, CaseIterable {
    case health
    case ready
    case credentials
    case reset
    case clock
    case journal
    case faults
    case sandboxes
    /// One sandbox: `/_sim/sandboxes/{tenantId}`.
    case sandbox = "sandboxes/{tenantId}"
    case caseFile = "case"
    case keys
    case openAPI = "openapi.json"

    /// The supported methods.
    var methods: [String] {
        switch self {
        case .health, .ready, .credentials, .caseFile, .openAPI: ["GET", "HEAD"]
        case .reset: ["POST"]
        case .clock, .sandboxes, .keys: ["GET", "HEAD", "POST"]
        case .journal, .sandbox: ["GET", "HEAD", "DELETE"]
        case .faults: ["GET", "HEAD", "POST", "DELETE"]
        }
    }

    /// The supported query parameters.
    var parameters: [String] {
        switch self {
        case .sandboxes, .sandbox: []
        case .journal: ["tenant", "route", "status", "fault", "limit", "format", "timing"]
        default: ["tenant"]
        }
    }

    /// Creates the route of the path segments after the first; nil if none matches.
    init?(_ segments: ArraySlice<String>) {
        if segments.count == 2, segments.first == "sandboxes" {
            self = .sandbox
        } else if segments.count == 1, let route = segments.first.flatMap(Self.init(rawValue:)), route != .sandbox {
            self = route
        } else {
            return nil
        }
    }

    /// The first path segment of every route.
    static let pathPrefix = SimulatorEndpoints.administrationPrefix

    static var allPaths: [String] { allCases.map { "/\(pathPrefix)/\($0.rawValue)" } }
}
