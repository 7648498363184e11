import InsightsAPI
import InsightsHTTP

/// A set of requests that a mutant affects.
struct Scope: Sendable {
    /// Whether a request is in the scope.
    let holds: @Sendable (Asked) -> Bool

    init(_ holds: @escaping @Sendable (Asked) -> Bool) {
        self.holds = holds
    }

    private init(_ method: HTTPMethod, _ isRoute: @escaping @Sendable (Route) -> Bool) {
        self.init { asked in asked.request.method == method && asked.route.map(isRoute) == true }
    }

    static let everything = Scope { _ in true }
    static let service = Scope { $0.program != nil }
    static let token = Scope { if case .token = $0.kind { true } else { false } }
    static let tokenV1 = Scope { $0.kind == .token(.v1) }
    static let tokenV2 = Scope { $0.kind == .token(.v2) }
    static let identity = Scope { $0.kind == .identity }
    static let download = Scope { $0.kind == .download }
    static let clock = Scope { asked in
        if case .administration(let path) = asked.kind {
            path == "clock" && asked.request.method == .post
        } else {
            false
        }
    }
    static let faults = Scope { asked in
        if case .administration(let path) = asked.kind {
            path == "faults" && asked.request.method == .post
        } else {
            false
        }
    }

    static let datasets = Scope(.get) { $0 == .datasets }
    static let createQuery = Scope(.post) { $0 == .queries }
    static let getQueries = Scope(.get) { $0 == .queries }
    static let deleteQuery = Scope(.delete) { if case .query = $0 { true } else { false } }
    static let testQuery = Scope(.get) { $0 == .testQuery }
    static let createReport = Scope(.post) { $0 == .reports }
    static let getReports = Scope(.get) { $0 == .reports }
    static let updateReport = Scope(.put) { if case .report = $0 { true } else { false } }
    static let deleteReport = Scope(.delete) { if case .report = $0 { true } else { false } }
    static let pauseReport = Scope(.put) { if case .pauseReport = $0 { true } else { false } }
    static let resumeReport = Scope(.put) { if case .resumeReport = $0 { true } else { false } }
    static let executions = Scope(.get) { if case .executions = $0 { true } else { false } }

    /// The calls whose records are queries.
    static let queryRecords = createQuery | getQueries | deleteQuery
    /// The calls whose records are reports.
    static let reportRecords = createReport | getReports | updateReport | deleteReport | pauseReport | resumeReport
    /// The calls that validate the parameters of a report.
    static let reportBodies = createReport | updateReport

    /// Returns the scope restricted to one program.
    func of(_ program: PartnerProgram) -> Scope {
        Scope { [holds] in $0.program == program && holds($0) }
    }

    /// Returns the scope restricted by a condition.
    func `where`(_ condition: @escaping @Sendable (Asked) -> Bool) -> Scope {
        Scope { [holds] in holds($0) && condition($0) }
    }

    static func | (left: Scope, right: Scope) -> Scope {
        Scope { left.holds($0) || right.holds($0) }
    }
}
