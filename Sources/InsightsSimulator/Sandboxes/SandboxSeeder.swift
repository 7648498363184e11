import InsightsAPI
import InsightsFixtures
import InsightsQuery
import InsightsTime

/// Stores a sandbox's initial queries and reports, by the service's own rules.
struct SandboxSeeder {
    let service: InsightsService
    let tenant: Tenant

    /// The maximum number of executions completed from the start: the history at the shortest interval.
    static let mostFinished = Report.historyDays * 24 / ReportRules.smallestInterval

    private var settings: Settings { service.settings }

    /// Adds the queries and reports of a specification.
    ///
    /// - Throws: `ConfigurationError` with the service's message if the service rejects one.
    func add(_ specification: SandboxSpecification, to state: inout TenantRuntime.State) throws(ConfigurationError) {
        for (index, query) in specification.queries.enumerated() {
            do throws(ServiceError) {
                let prepared = try service.catalog(query.program).prepare(query.request.query, settings: settings)
                _ = try state.service.createQuery(
                    query.request, prepared, account: account(query.program), now: state.started, settings: settings)
            } catch {
                throw Self.refusal("queries[\(index)]", error)
            }
        }
        for (index, report) in specification.reports.enumerated() {
            let place = "reports[\(index)]"
            let (request, created) = try timed(report, now: state.started, place: place)
            do throws(ServiceError) {
                try create(request, report, created: created, &state)
            } catch {
                throw Self.refusal(place, error)
            }
        }
        state.service.processEvents(until: state.started, settings: settings)
    }

    private static func refusal(_ place: String, _ error: ServiceError) -> ConfigurationError {
        ConfigurationError(place: place, found: "'\(error.message)' from the service", accepted: "what it takes")
    }

    /// Returns the owner: the first application with access to the program, for mpn with the first user who has access.
    private func account(_ program: PartnerProgram) -> AccountID {
        let principals = tenant.applications.flatMap { application in
            [Principal(application: application, user: nil)]
                + tenant.users.map { Principal(application: application, user: $0) }
        }
        let principal = principals.first { $0.access(to: program, settings: settings) == .full } ?? principals[0]
        return principal.account(in: program)
    }

    /// Returns the report's parameters and its time of creation, which is early enough for its completed executions.
    private func timed(
        _ report: SandboxSpecification.Report, now: Timestamp, place: String
    ) throws(ConfigurationError) -> (ReportRequest, Timestamp) {
        let count = report.finishedExecutions
        guard count > 0 else { return (report.request, now) }
        var request = report.request
        if request.executeNow {
            guard count == 1 else {
                throw ConfigurationError(
                    place: "\(place).finishedExecutions", found: "\(count) with executeNow", accepted: "0 or 1")
            }
            return (request, now.adding(seconds: -settings.runDuration.wholeSeconds))
        }
        guard request.startTime == nil else {
            throw ConfigurationError(
                place: "\(place).startTime", found: "a time with finishedExecutions",
                accepted: "one of both: the runs end where the clock begins")
        }
        let interval = request.recurrenceInterval ?? 24
        request.recurrenceInterval = interval
        guard interval > 0, interval <= Report.historyDays * 24, count * interval <= Report.historyDays * 24 else {
            throw ConfigurationError(
                place: "\(place).finishedExecutions", found: "\(count) runs every \(interval) hours",
                accepted: "as many as fit into \(Report.historyDays) days")
        }
        // The clock begins half an interval after the last of these slots, so that its execution is completed.
        let start = now.adding(seconds: -count * interval * 3600 + interval * 1800)
        request.startTime = start.description
        return (request, start.adding(hours: -settings.startLeadHours))
    }

    private func create(
        _ request: ReportRequest, _ report: SandboxSpecification.Report, created: Timestamp,
        _ state: inout TenantRuntime.State
    ) throws(ServiceError) {
        let account = account(report.program)
        var request = request
        if let name = report.queryName {
            guard let query = (state.service.queries[account] ?? []).first(where: { $0.name == name }) else {
                throw .invalidQueryID
            }
            request.queryID = query.id
        }
        let stored = state.service
        let rules = ReportRules(
            settings: settings, program: report.program, now: created, correlationID: Simulator.nilIdentifier)
        let plan = try rules.plan(request) { (id) throws(ServiceError) in
            try service.query(id: id, own: stored.query(id: id, account: account), report.program)
        }
        _ = try state.service.createReport(plan, account: account, now: created, settings: settings)
    }
}

extension Simulator {
    /// The nil UUID.
    static let nilIdentifier = "00000000-0000-0000-0000-000000000000"
}
