import InsightsAPI
import InsightsFixtures
import InsightsIdentity
import InsightsJSON
import InsightsQuery
import InsightsReports
import InsightsTime

/// Stores a sandbox's initial queries and reports, by the service's own rules.
struct SandboxSeeder {
    let service: InsightsService
    let tenant: Tenant

    /// The maximum number of executions completed from the start: the history at the shortest interval.
    static let mostFinished = Report.historyDays * 24 / ReportRules.smallestInterval

    /// The nil UUID: no client sees a correlation identifier of the initial state.
    private static let nilIdentifier = "00000000-0000-0000-0000-000000000000"

    private var settings: Settings { service.settings }

    /// Adds the queries and reports of a specification.
    ///
    /// - Throws: `InputError` with the service's reason if the service rejects one.
    func add(_ specification: SandboxSpecification, to state: inout TenantRuntime.State) throws(InputError) {
        for (index, query) in specification.queries.enumerated() {
            do throws(ServiceRefusal) {
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
            do throws(ServiceRefusal) {
                try create(
                    request, report, created: created, isFromThisMachine: specification.isFromThisMachine, &state)
            } catch {
                throw Self.refusal(place, error)
            }
        }
        state.service.processEvents(until: state.started, settings: settings)
    }

    /// Returns a refusal of the service as the error of what was to be stored.
    private static func refusal(_ place: String, _ refusal: ServiceRefusal) -> InputError {
        guard let reason = refusal.reason else {
            return InputError(place: place, rule: "rejected: \(refusal.error.message)")
        }
        guard case .rule(let sentence) = reason.problem else {
            // Fields are written `reportName` here and `ReportName` in a call.
            var error = reason
            error.place.field = reason.place.field.split(separator: " ")
                .map { $0.prefix(1).lowercased() + $0.dropFirst() }.joined(separator: " ")
            return error.below(place)
        }
        let position = reason.place.description
        return InputError(
            place: place, rule: "rejected: \(sentence)" + (position.isEmpty ? "" : " (\(position))"),
            hint: reason.hint)
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
    ) throws(InputError) -> (ReportRequest, Timestamp) {
        let count = report.finishedExecutions
        guard count > 0 else { return (report.request, now) }
        var request = report.request
        if request.executeNow {
            guard count == 1 else {
                throw InputError(
                    place: "\(place).finishedExecutions", found: "\(count) with executeNow", expected: "0 or 1")
            }
            return (request, now.adding(seconds: -settings.runDuration.wholeSeconds))
        }
        guard request.startTime == nil else {
            throw InputError(
                place: "\(place).startTime", found: "a time with finishedExecutions",
                expected: "one of them", hint: "the runs end where the clock begins")
        }
        let interval = request.recurrenceInterval ?? 24
        request.recurrenceInterval = interval
        guard interval > 0, interval <= Report.historyDays * 24, count * interval <= Report.historyDays * 24 else {
            throw InputError(
                place: "\(place).finishedExecutions", found: "\(count) runs every \(interval) hours",
                expected: "runs within \(Report.historyDays) days")
        }
        // The clock begins half an interval after the last of these slots, so that its execution is completed.
        let start = now.adding(seconds: -count * interval * 3600 + interval * 1800)
        request.startTime = start.description
        return (request, start.adding(hours: -settings.startLeadHours))
    }

    private func create(
        _ request: ReportRequest, _ report: SandboxSpecification.Report, created: Timestamp,
        isFromThisMachine: Bool, _ state: inout TenantRuntime.State
    ) throws(ServiceRefusal) {
        let account = account(report.program)
        var request = request
        if let name = report.queryName {
            guard let query = state.service.queries(of: account).first(where: { $0.name == name }) else {
                throw ServiceRefusal(
                    .invalidQueryID, field: "queryName", found: InputError.echo(name),
                    expected: "the name of one of the queries")
            }
            request.queryID = query.id
        }
        let stored = state.service
        let rules = ReportRules(
            settings: settings, program: report.program, now: created, correlationID: Self.nilIdentifier)
        var plan = try rules.plan(request) { (id) throws(ServiceRefusal) in
            try service.query(id: id, own: stored.query(id: id, account: account), report.program)
        }
        plan.callbackIsFromThisMachine = isFromThisMachine
        _ = try state.service.createReport(plan, account: account, now: created, settings: settings)
    }
}
