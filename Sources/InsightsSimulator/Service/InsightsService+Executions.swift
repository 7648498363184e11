import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsQuery
import InsightsReports
import InsightsTime

extension InsightsService {
    /// Handles `GET ScheduledReport/execution/{reportId}` (insights-api section 4.12).
    func listExecutions(_ call: ServiceCall, reportIDs: String) throws(ServiceRefusal) -> HTTPReply {
        let filter = try ExecutionFilter(call.parameters)
        let (reports, now) = call.sandbox.withState { state, now in
            var reports: [Report] = []
            for id in reportIDs.listItems() {
                // A report is returned once, even if its identifier is repeated.
                guard let report = state.service.report(id: id, account: call.account),
                    !reports.contains(where: { $0.id == report.id })
                else { continue }
                reports.append(report)
            }
            return (reports, now)
        }
        if reports.isEmpty { throw ServiceRefusal(.noItemFound) }
        let isLong = reports.reduce(0) { $0 + $1.executions.count } > Self.longList
        return try reply(call, isLong: isLong) { [self, reports] () throws(ServiceRefusal) in
            let selected = filter.select(from: reports, now: now, settings: settings)
            if selected.isEmpty { throw ServiceRefusal(.noExecutionFound(call.program)) }
            return try list(call, selected) { writer, selection in
                record(selection.report, selection.execution, call).write(
                    to: &writer, program: call.program, style: settings.recordOptions)
            }
        }
    }

    private func record(_ report: Report, _ execution: Execution, _ call: ServiceCall) -> ExecutionRecord {
        let isCompleted = execution.status == .completed
        let link =
            isCompleted ? links.link(to: execution, tenantID: call.sandbox.tenant.tenantID, for: call.request) : nil
        let echoes = settings.recordOptions.echoesCallback
        return ExecutionRecord(
            executionID: execution.id, reportID: report.id, recurrenceInterval: report.plan.schedule.intervalHours,
            recurrenceCount: report.plan.schedule.count, callbackURL: echoes ? report.plan.callbackURL : nil,
            callbackMethod: echoes ? report.plan.callbackMethod : nil, format: execution.format,
            executionStatus: execution.status,
            reportLocation: settings.recordOptions.fillsReportLocation ? link : nil, reportAccessSecureLink: link,
            reportExpiryTime: isCompleted ? links.expiry(of: execution)?.description : nil,
            reportGeneratedTime: execution.generatedTime?.description)
    }
}
