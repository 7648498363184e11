import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsRandomness
import InsightsReports
import InsightsTime

extension InsightsService {
    /// Handles `POST ScheduledReport` (insights-api section 4.6).
    func createReport(_ call: ServiceCall) throws(ServiceRefusal) -> HTTPResponse {
        let request = try ReportRequest(call.request.jsonBody())
        var plan = try rules(call).plan(request) { (id) throws(ServiceRefusal) in try query(id: id, call) }
        if plan.callbackURL != nil { plan.callbackIsFromThisMachine = call.request.isFromThisMachine }
        let report = try call.sandbox.withState { (state, now) throws(ServiceRefusal) in
            try state.service.createReport(plan, account: call.account, now: now, settings: settings)
        }
        return one(call, report)
    }

    /// Handles `GET ScheduledReport` (insights-api section 4.7); reports are listed oldest first.
    func listReports(_ call: ServiceCall) throws(ServiceRefusal) -> HTTPReply {
        let parameters = call.parameters
        let ids = parameters.list(.reportID)
        let names = parameters.list(.reportName)
        let queryIDs = parameters.list(.reportQueryID)
        let all = call.sandbox.withState { state, _ in state.service.reports(of: call.account) }
        return try reply(call, isLong: all.count > Self.longList) { [self] () throws(ServiceRefusal) in
            let reports = all.filter {
                ids.admits($0.id) && names.admits($0.plan.name) && queryIDs.admits($0.plan.queryID)
            }
            if reports.isEmpty, ids != nil || names != nil || queryIDs != nil { throw ServiceRefusal(.noItemFound) }
            return try list(call, reports) { writer, report in
                write(report, to: &writer, call)
            }
        }
    }

    /// Handles `PUT ScheduledReport/{reportId}` (insights-api section 4.8).
    func updateReport(_ call: ServiceCall, id: String) throws(ServiceRefusal) -> HTTPResponse {
        let request = try ReportRequest(call.request.jsonBody())
        let rules = rules(call)
        let isFromThisMachine = request.callbackURL == nil || call.request.isFromThisMachine
        let report = try call.sandbox.withState { (state, now) throws(ServiceRefusal) in
            try state.service.changeReport(id: id, account: call.account, settings: settings) {
                (report, identifiers) throws(ServiceRefusal) in
                var plan = try rules.update(report.plan, request)
                if request.callbackURL != nil { plan.callbackIsFromThisMachine = isFromThisMachine }
                report.update(plan, at: now, identifiers: &identifiers)
            }
        }
        return one(call, report)
    }

    /// Handles `DELETE ScheduledReport/{reportId}` (insights-api section 4.9).
    func deleteReport(_ call: ServiceCall, id: String) throws(ServiceRefusal) -> HTTPResponse {
        let report = try call.sandbox.withState { (state, _) throws(ServiceRefusal) in
            try state.service.deleteReport(id: id, account: call.account, settings: settings)
        }
        return one(call, report)
    }

    /// Handles `PUT ScheduledReport/pause/{reportId}` (insights-api section 4.10).
    func pauseReport(_ call: ServiceCall, id: String) throws(ServiceRefusal) -> HTTPResponse {
        let report = try call.sandbox.withState { (state, now) throws(ServiceRefusal) in
            try state.service.changeReport(id: id, account: call.account, settings: settings) {
                (report, _) throws(ServiceRefusal) in
                try report.check(.paused)
                report.pause(at: now)
            }
        }
        return one(call, report)
    }

    /// Handles `PUT ScheduledReport/resume/{reportId}` (insights-api section 4.11).
    func resumeReport(_ call: ServiceCall, id: String) throws(ServiceRefusal) -> HTTPResponse {
        let report = try call.sandbox.withState { (state, now) throws(ServiceRefusal) in
            try state.service.resumeReport(id: id, account: call.account, now: now, settings: settings)
        }
        return one(call, report)
    }

    private func rules(_ call: ServiceCall) -> ReportRules {
        ReportRules(
            settings: settings, program: call.program, now: call.frame.now, correlationID: call.frame.requestID)
    }

    private func one(_ call: ServiceCall, _ report: Report) -> HTTPResponse {
        call.envelope(count: 1) { writer in write(report, to: &writer, call) }
    }

    private func write(_ report: Report, to writer: inout JSONWriter, _ call: ServiceCall) {
        report.record.write(
            to: &writer, program: call.program, style: settings.recordOptions,
            executionStatus: report.executions.last?.status)
    }
}
