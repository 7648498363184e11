import InsightsAPI
import InsightsHTTP
import InsightsJSON

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
    case signIns = "sign-ins"
    case tenants
    case settings
    case catalogue
    case reports
    case query
    case events

    /// Whether the response holds no secret and changes nothing, so that everyone gets it: probes and other containers.
    var isOpen: Bool {
        switch self {
        case .health, .ready, .openAPI: true
        default: false
        }
    }

    /// The supported methods.
    var methods: [String] {
        switch self {
        case .health, .ready, .credentials, .caseFile, .openAPI, .tenants, .settings, .catalogue, .reports, .query:
            ["GET", "HEAD"]
        case .events: ["GET"]
        case .reset: ["POST"]
        case .sandboxes, .keys, .signIns: ["GET", "HEAD", "POST"]
        case .journal: ["GET", "HEAD", "DELETE"]
        case .sandbox, .clock, .faults: ["GET", "HEAD", "POST", "DELETE"]
        }
    }

    /// The supported query parameters.
    var parameters: [String] {
        switch self {
        case .sandboxes, .sandbox, .tenants: []
        case .journal: ["tenant", "route", "status", "fault", "after", "limit", "format", "timing"]
        case .query: ["tenant", "program", "query", "rows"]
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

    /// Returns whether a request target has the exact spelling of the administration.
    ///
    /// Another spelling, such as an encoded one, could pass a rule of a proxy before the simulator.
    static func begins(_ target: String) -> Bool {
        guard target.utf8.first != UInt8(ascii: "/") else { return target.utf8.starts(with: root.utf8) }
        return AbsoluteTarget(target)?.rest.utf8.starts(with: root.utf8) == true
    }

    private static let root = "/\(pathPrefix)/"

    static var allPaths: [String] { allCases.map { path($0.rawValue) } }

    /// Returns the path of what follows the first segment.
    static func path(_ rest: String) -> String { "/\(pathPrefix)/\(rest)" }

    /// Returns the path that a mistyped one may have meant; nil if none is near.
    ///
    /// Compares one segment, for a path that is long enough is near to anything.
    static func nearestPath(to segments: [String]) -> String? {
        guard let typed = segments.first else { return nil }
        let routes = allCases.map { $0.rawValue.split(separator: "/").map(String.init) }
            .filter { $0.count == segments.count }
        guard let name = nearestName(to: typed, among: routes.map { $0[0] }) else { return nil }
        return routes.first { $0[0] == name }.map { path($0.joined(separator: "/")) }
    }
}
