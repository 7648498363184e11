import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsRandomness
import InsightsTime

extension InsightsService {
    /// `POST ScheduledReport` (insights-api section 4.6).
    func createReport(_ call: Call) throws(ServiceError) -> HTTPResponse {
        let request = try ReportRequest(RequestBody(parsing: call.request.body))
        let plan = try rules(call).plan(request) { (id) throws(ServiceError) in
            guard let query = queryText(id: id, call) else { return nil }
            return ReportRules.Query(
                id: query.id, text: query.text, minimumInterval: minimumInterval(of: query.text, call.program))
        }
        let report = try call.sandbox.withState { (state, now) throws(ServiceError) in
            try state.service.createReport(plan, account: call.account, now: now, settings: settings)
        }
        return one(call, report, .createReport)
    }

    /// `GET ScheduledReport` (insights-api section 4.7), oldest first.
    func listReports(_ call: Call) throws(ServiceError) -> HTTPResponse {
        let parameters = call.parameters(of: .listReports)
        let ids = parameters.list(.reportID)
        let names = parameters.list(.reportName)
        let queryIDs = parameters.list(.reportQueryID)
        let reports = call.sandbox.withState { state, _ in state.service.reports(of: call.account) }
            .filter { ids.admits($0.id) && names.admits($0.name) && queryIDs.admits($0.queryID) }
        if reports.isEmpty, ids != nil || names != nil || queryIDs != nil { throw .noItemFound }
        return try list(call, reports, .listReports) { writer, report in
            write(report, to: &writer, call)
        }
    }

    /// `PUT ScheduledReport/{reportId}` (insights-api section 4.8).
    func updateReport(_ call: Call, id: String) throws(ServiceError) -> HTTPResponse {
        let request = try ReportRequest(RequestBody(parsing: call.request.body))
        let rules = rules(call)
        let report = try call.sandbox.withState { (state, now) throws(ServiceError) in
            try state.service.changeReport(id: id, account: call.account, settings: settings) {
                (report, identifiers) throws(ServiceError) in
                let update = try rules.update(
                    report, request, minimumInterval: minimumInterval(of: report.queryText, call.program))
                report.apply(update, at: now, identifiers: &identifiers)
            }
        }
        return one(call, report, .updateReport)
    }

    /// `DELETE ScheduledReport/{reportId}` (insights-api section 4.9).
    func deleteReport(_ call: Call, id: String) throws(ServiceError) -> HTTPResponse {
        let report = try call.sandbox.withState { (state, _) throws(ServiceError) in
            try state.service.deleteReport(id: id, account: call.account, settings: settings)
        }
        return one(call, report, .deleteReport)
    }

    /// `PUT ScheduledReport/pause/{reportId}` (insights-api section 4.10).
    func pauseReport(_ call: Call, id: String) throws(ServiceError) -> HTTPResponse {
        let report = try call.sandbox.withState { (state, now) throws(ServiceError) in
            try state.service.changeReport(id: id, account: call.account, settings: settings) {
                (report, _) throws(ServiceError) in
                guard report.allows(.paused) else { throw .invalidReportParameters }
                report.pause(at: now)
            }
        }
        return one(call, report, .pauseReport)
    }

    /// `PUT ScheduledReport/resume/{reportId}` (insights-api section 4.11).
    func resumeReport(_ call: Call, id: String) throws(ServiceError) -> HTTPResponse {
        let report = try call.sandbox.withState { (state, now) throws(ServiceError) in
            try state.service.resumeReport(id: id, account: call.account, now: now, settings: settings)
        }
        return one(call, report, .resumeReport)
    }

    private func rules(_ call: Call) -> ReportRules {
        ReportRules(
            settings: settings, program: call.program, now: call.answer.now, correlationID: call.answer.requestID)
    }

    /// The smallest interval of the dataset a query reads, in hours.
    ///
    /// The text has been checked when it was stored.
    private func minimumInterval(of text: String, _ program: PartnerProgram) -> Int? {
        let catalog = catalog(program)
        return (try? catalog.prepare(text, settings: settings))
            .flatMap { catalog.dataset(named: $0.table)?.minimumRecurrenceInterval }
    }

    private func one(_ call: Call, _ report: Report, _ operation: ServiceOperation) -> HTTPResponse {
        call.envelope(operation, count: 1) { writer in write(report, to: &writer, call) }
    }

    private func write(_ report: Report, to writer: inout JSONWriter, _ call: Call) {
        report.record.write(
            to: &writer, program: call.program, style: settings.recordOptions,
            executionStatus: report.executions.last?.status)
    }
}

extension Report {
    /// Takes over an update's values and moves the run that is to come.
    fileprivate mutating func apply(
        _ update: ReportRules.Update, at now: Timestamp, identifiers: inout IdentifierSource
    ) {
        name = update.name
        description = update.description
        changeFormat(update.format)
        callbackURL = update.callbackURL
        callbackMethod = update.callbackMethod
        modifiedTime = now
        reschedule(update.schedule, identifiers: &identifiers)
    }
}
