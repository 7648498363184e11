import InsightsAPI
import InsightsFixtures
import InsightsJSON
import InsightsQuery
import InsightsTime

/// Stores a sandbox's first queries and reports, by the service's own rules.
struct SandboxSeeder {
    let service: InsightsService
    let tenant: Tenant

    /// The most runs of a report that can be completed from the start: what the history holds at the shortest interval.
    static let mostFinished = Report.historyDays * 24 / ReportRules.smallestInterval

    private var settings: Settings { service.settings }

    /// Adds what a description names.
    ///
    /// - Throws: `InputError` with the service's reason where it would refuse.
    func add(_ specification: SandboxSpecification, to state: inout TenantRuntime.State) throws(InputError) {
        for (index, query) in specification.queries.enumerated() {
            do throws(ServiceRefusal) {
                _ = try service.catalog(query.program).prepare(query.request.query, settings: settings)
                _ = try state.service.createQuery(
                    query.request, account: account(query.program), now: state.started, settings: settings)
            } catch {
                throw Self.refusal("queries[\(index)]", error)
            }
        }
        for (index, report) in specification.reports.enumerated() {
            let place = "reports[\(index)]"
            let (request, created) = try timed(report, now: state.started, place: place)
            do throws(ServiceRefusal) {
                try create(request, report, created: created, &state)
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

    /// Whose they are: the first application that may use the program, for mpn with the first user who may.
    private func account(_ program: PartnerProgram) -> AccountID {
        let principals = tenant.applications.flatMap { application in
            [Principal(application: application, user: nil)]
                + tenant.users.map { Principal(application: application, user: $0) }
        }
        let principal = principals.first { $0.access(to: program, settings: settings) == .full } ?? principals[0]
        return principal.account(in: program)
    }

    /// The report's parameters and the instant at which it was created: early enough for its completed runs.
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
            return (request, now.adding(seconds: -settings.runDuration))
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
        // The clock begins half an interval after the last of these slots, so that its run is over.
        let start = now.adding(seconds: -count * interval * 3600 + interval * 1800)
        request.startTime = start.description
        return (request, start.adding(hours: -settings.startLeadHours))
    }

    private func create(
        _ request: ReportRequest, _ report: SandboxSpecification.Report, created: Timestamp,
        _ state: inout TenantRuntime.State
    ) throws(ServiceRefusal) {
        let account = account(report.program)
        let catalog = service.catalog(report.program)
        var request = request
        if let name = report.queryName {
            guard let query = (state.service.queries[account] ?? []).first(where: { $0.name == name }) else {
                throw ServiceRefusal(
                    .invalidQueryID, field: "queryName", found: InputError.echo(name),
                    expected: "the name of one of the queries")
            }
            request.queryID = query.id
        }
        let stored = state.service
        let rules = ReportRules(
            settings: settings, program: report.program, now: created, correlationID: Simulator.nilIdentifier)
        let plan = try rules.plan(request) { (id) throws(ServiceRefusal) in
            let own = stored.query(id: id, account: account).map { ($0.id, $0.text) }
            let system = catalog.systemQueries.first { $0.queryID.lowercased() == id.lowercased() }
            guard let (id, text) = own ?? system.map({ ($0.queryID, $0.query) }) else { return nil }
            let dataset = (try? catalog.prepare(text, settings: settings)).flatMap { catalog.dataset(named: $0.table) }
            return ReportRules.Query(id: id, text: text, minimumInterval: dataset?.minimumRecurrenceInterval)
        }
        _ = try state.service.createReport(plan, account: account, now: created, settings: settings)
    }
}

extension Simulator {
    /// The identifier that names nothing.
    static let nilIdentifier = "00000000-0000-0000-0000-000000000000"
}
