import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsQuery
import InsightsRandomness
import InsightsReports
import InsightsTime

extension InsightsService {
    /// Handles `POST ScheduledReport` (insights-api section 4.6).
    func createReport(_ call: ServiceCall) throws(ServiceRefusal) -> HTTPResponse {
        let request = try ReportRequest(call.request.jsonBody(), version: call.version)
        var plan = try rules(call).plan(request) { (id) throws(ServiceRefusal) in try query(id: id, call) }
        if plan.callbackURL != nil { plan.callbackIsFromThisMachine = call.request.isFromThisMachine }
        let report = try call.sandbox.withState { (state, now) throws(ServiceRefusal) in
            try state.service.createReport(plan, account: call.account, now: now, settings: settings)
        }
        return one(call, report)
    }

    /// Handles `GET ScheduledReport` (insights-api section 4.7); reports are listed oldest first.
    func listReports(_ call: ServiceCall) throws(ServiceRefusal) -> HTTPReply {
        let key = keptKey(call)
        let source: RecordSource = { .reports(version: $0.reportsVersion) }
        if let kept = keptResponse(call, key, source: source) { return .response(kept) }
        let parameters = call.parameters
        let ids = parameters.list(.reportID)
        let names = CaselessSet(parameters.list(.reportName))
        let queryIDs = CaselessSet(parameters.list(.reportQueryID))
        let isFiltered = names != nil || queryIDs != nil
        let isLong = ids == nil && call.sandbox.withState { state, _ in state.service.reportTotal } > Self.longList
        return try reply(call, isLong: isLong) { [self] () throws(ServiceRefusal) in
            let selection = select(call, from: source) { state, _ in
                state.reportJSON(
                    of: call.account, ids: ids, style: call.style,
                    where: isFiltered
                        ? { [settings] report in
                            names?.contains(report.plan.name, as: settings.nameFilter) ?? true
                                && queryIDs?.contains(report.plan.queryID) ?? true
                        } : nil)
            }
            if selection.records.isEmpty, ids != nil || isFiltered { throw ServiceRefusal(.noItemFound) }
            return try list(call, key, of: selection, selection.records)
        }
    }

    /// Handles `PUT ScheduledReport/{reportId}` (insights-api section 4.8).
    func updateReport(_ call: ServiceCall, id: String) throws(ServiceRefusal) -> HTTPResponse {
        let request = try ReportRequest(call.request.jsonBody(), version: call.version)
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
            settings: settings, program: call.program, version: call.version, now: call.frame.now,
            correlationID: call.frame.requestID)
    }

    private func one(_ call: ServiceCall, _ report: Report) -> HTTPResponse {
        var report = report
        return call.response(report.keptJSON(style: call.style))
    }
}
