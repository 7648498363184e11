package import InsightsHTTP

/// A route of the service below `/insights/{version}/{program}/` (insights-api section 4).
package enum Route: Sendable, Equatable {
    /// `ScheduledDataset`: lists the datasets with their columns, metrics and ranges.
    case datasets
    /// `ScheduledQueries`: creates and lists queries.
    case queries
    /// `ScheduledQueries/{queryId}`: deletes a query.
    case query(id: String)
    /// `ScheduledQueries/testQueryResult`: returns the first rows of a query.
    case testQuery
    /// `ScheduledReport`: creates and lists reports.
    case reports
    /// `ScheduledReport/{reportId}`: updates and deletes a report.
    case report(id: String)
    /// `ScheduledReport/pause/{reportId}`: stops the schedule of a report.
    case pauseReport(id: String)
    /// `ScheduledReport/resume/{reportId}`: restarts a paused schedule.
    case resumeReport(id: String)
    /// `ScheduledReport/execution/{reportId}`: lists executions; several ids are separated by `;`.
    case executions(reportIDs: String)

    /// Creates the route of the segments after the program, ignoring letter case; nil if no route matches.
    package init?(segments: some Collection<String>) {
        self.init(of: DecodedPath(segments: Array(segments)), from: 0)
    }

    /// Creates the route of a path's segments from an index on, without making them texts; nil if no route matches.
    package init?(_ path: PlainPath, from first: Int) {
        self.init(of: path, from: first)
    }

    private init?(of path: some PathSegments, from first: Int) {
        switch path.count - first {
        case 1 where path.matches(first, "scheduleddataset"): self = .datasets
        case 1 where path.matches(first, "scheduledqueries"): self = .queries
        case 1 where path.matches(first, "scheduledreport"): self = .reports
        case 2 where path.matches(first, "scheduledqueries"):
            self = path.matches(first + 1, "testqueryresult") ? .testQuery : .query(id: path.segment(first + 1))
        case 2 where path.matches(first, "scheduledreport"):
            // Without an identifier it is still no update of a report of that name.
            if path.matches(first + 1, "pause") {
                self = .pauseReport(id: "")
            } else if path.matches(first + 1, "resume") {
                self = .resumeReport(id: "")
            } else {
                self = .report(id: path.segment(first + 1))
            }
        case 3 where path.matches(first, "scheduledreport"):
            if path.matches(first + 1, "execution") {
                self = .executions(reportIDs: path.segment(first + 2))
            } else if path.matches(first + 1, "pause") {
                self = .pauseReport(id: path.segment(first + 2))
            } else if path.matches(first + 1, "resume") {
                self = .resumeReport(id: path.segment(first + 2))
            } else {
                return nil
            }
        default: return nil
        }
    }

    /// The operations of the route, in the order of the documentation.
    package var operations: [Operation] {
        switch self {
        case .datasets: [.datasets]
        case .queries: [.createQuery, .listQueries]
        case .query: [.deleteQuery]
        case .testQuery: [.testQuery]
        case .reports: [.createReport, .listReports]
        case .report: [.updateReport, .deleteReport]
        case .pauseReport: [.pauseReport]
        case .resumeReport: [.resumeReport]
        case .executions: [.executions]
        }
    }

    /// Returns the operation of a method, with HEAD treated as GET; nil if the route does not support the method.
    package func operation(for method: HTTPMethod) -> Operation? {
        let method = method == .head ? .get : method
        // The first operation is nearly always the only one of its route.
        return switch self {
        case .datasets where method == .get: .datasets
        case .testQuery where method == .get: .testQuery
        case .executions where method == .get: .executions
        default: operations.first { $0.method == method }
        }
    }

    /// The identifier in the address; empty for a route without one.
    package var identifier: String {
        switch self {
        case .datasets, .queries, .testQuery, .reports: ""
        case .query(let id), .report(let id), .pauseReport(let id), .resumeReport(let id), .executions(let id): id
        }
    }

    /// The methods that the route supports, in the order of the documentation.
    package var methods: [HTTPMethod] { operations.map(\.method) }

    /// Returns the URL path of the route for a program, with percent-encoded identifiers.
    package func path(_ program: PartnerProgram, _ version: ServiceVersion = .v1) -> String {
        path(below: "/insights/\(version)/\(program)", encode: PercentEncoding.encode)
    }

    /// Returns the URL path of the route below a prefix.
    ///
    /// - Parameters:
    ///   - prefix: the preceding path, without a trailing slash.
    ///   - encode: the encoding of identifiers.
    /// - Returns: the path.
    package func path(below prefix: String, encode: (String) -> String) -> String {
        let route =
            switch self {
            case .datasets: "ScheduledDataset"
            case .queries: "ScheduledQueries"
            case .query(let id): "ScheduledQueries/\(encode(id))"
            case .testQuery: "ScheduledQueries/testQueryResult"
            case .reports: "ScheduledReport"
            case .report(let id): "ScheduledReport/\(encode(id))"
            case .pauseReport(let id): "ScheduledReport/pause/\(encode(id))"
            case .resumeReport(let id): "ScheduledReport/resume/\(encode(id))"
            case .executions(let ids): "ScheduledReport/execution/\(encode(ids))"
            }
        return "\(prefix)/\(route)"
    }
}
