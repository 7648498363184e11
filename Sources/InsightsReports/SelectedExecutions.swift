package import InsightsAPI
package import InsightsTime

/// The executions of a report that a call shows, with what their records take from the report.
package struct SelectedExecutions: Sendable {
    package let reportID: String
    package let schedule: ReportSchedule
    package let callbackURL: String?
    package let callbackMethod: CallbackMethod?
    /// The slot of the execution that is to come; nil if none is planned.
    package let nextSlot: Timestamp?
    /// The number of slots that have not started; nil for an unlimited number.
    package let remainingCount: Int?
    /// The executions, newest first.
    package let executions: [Execution]
    /// The last instant at which the same call selects the same executions if nothing changes; nil for ever.
    package let lastInstant: Timestamp?

    init(_ report: Report, _ filter: ExecutionFilter, now: Timestamp, settings: Settings) {
        reportID = report.id
        schedule = report.plan.schedule
        callbackURL = report.plan.callbackURL
        callbackMethod = report.plan.callbackMethod
        nextSlot = report.nextSlot
        remainingCount = report.remainingCount
        executions = filter.select(from: report.executions, now: now, settings: settings)
        // Each completed execution leaves the history by itself.
        lastInstant = report.executions.lazy.filter { $0.status == .completed && $0.isInHistory(at: now) }
            .map(\.slot).min()?.adding(hours: 24 * Report.historyDays)
    }
}
