import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsReports
import InsightsTime

extension InsightsService {
    /// Handles `GET ScheduledReport/execution/{reportId}` (insights-api section 4.12).
    func listExecutions(_ call: ServiceCall, reportIDs: String) throws(ServiceRefusal) -> HTTPReply {
        let key = keptKey(call)
        let source: RecordSource = { state in
            // Several identifiers name no one report.
            guard let version = state.reportVersion(id: reportIDs, account: call.account) else {
                return .reports(version: state.reportsVersion)
            }
            return .report(version: version)
        }
        if let kept = keptResponse(call, key, source: source) { return .response(kept) }
        let filter = try ExecutionFilter(call.parameters, empty: settings.emptyFlag)
        var selection = select(call, from: source) { [settings] state, now in
            state.executions(
                ofReports: reportIDs.listItems(), account: call.account, filter, now: now, settings: settings)
        }
        if selection.records.isEmpty { throw ServiceRefusal(.noItemFound) }
        selection.lastInstant = selection.records.compactMap(\.lastInstant).min()
        let count = selection.records.reduce(0) { $0 + $1.executions.count }
        if count == 0 { throw ServiceRefusal(.noExecutionFound(call.program)) }
        return try reply(call, isLong: count > Self.longList) { [self, selection] () throws(ServiceRefusal) in
            try list(call, key, of: selection, json(selection.records, call, base: key.base.text))
        }
    }

    /// Returns the JSON of executions, with links that begin with a base.
    private func json(_ selected: [SelectedExecutions], _ call: ServiceCall, base: String) -> [[UInt8]] {
        let signer = links.signer(tenantID: call.sandbox.tenant.tenantID, base: base)
        return selected.flatMap { report in
            report.executions.map { execution in
                var writer = JSONWriter(capacity: 768)
                record(report, execution, signer).write(
                    to: &writer, program: call.program, style: call.style)
                return writer.bytes
            }
        }
    }

    private func record(
        _ report: SelectedExecutions, _ execution: Execution, _ signer: DownloadLinks.Signer
    ) -> ExecutionRecord {
        let isCompleted = execution.status == .completed
        let id = execution.id
        let link = isCompleted ? signer.link(to: id, execution.format) : nil
        let echoes = settings.recordOptions.echoesCallback
        return ExecutionRecord(
            executionID: id, reportID: report.reportID, recurrenceInterval: report.schedule.intervalHours,
            recurrenceCount: report.schedule.count, callbackURL: echoes ? report.callbackURL : nil,
            callbackMethod: echoes ? report.callbackMethod : nil, format: execution.format,
            executionStatus: execution.status,
            reportLocation: settings.recordOptions.fillsReportLocation ? link : nil, reportAccessSecureLink: link,
            reportExpiryTime: isCompleted ? links.expiry(of: execution)?.description : nil,
            reportGeneratedTime: execution.generatedTime?.description,
            endTime: report.schedule.lastInstant?.description, remainingRecurrenceCount: report.remainingCount,
            nextExecutionStartTime: report.nextSlot?.description)
    }
}
