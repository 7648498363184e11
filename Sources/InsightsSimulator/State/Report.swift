import InsightsAPI
import InsightsQuery
import InsightsRandomness
import InsightsTime

/// A report with its executions.
struct Report: Sendable {
    let id: String
    let account: AccountID
    /// What callers asked for, last of all by an update.
    var plan: ReportPlan
    let createdTime: Timestamp
    var modifiedTime: Timestamp?
    /// The status; it changes only by the rows of `LifecycleTable.reports`.
    private(set) var status: ReportStatus
    /// The number of slots that have started; missed slots do not count.
    var slotsUsed = 0
    /// The executions, oldest first.
    ///
    /// Only the last one can be Pending or Paused.
    var executions: [Execution] = []

    /// Creates a report with its first execution planned.
    init(
        _ plan: ReportPlan, account: AccountID, now: Timestamp, identifiers: inout IdentifierSource
    ) {
        guard let first = LifecycleTable.reports.state(after: .created, from: nil) else {
            preconditionFailure("a report has a state from its creation")
        }
        id = identifiers.makeUUID()
        self.account = account
        self.plan = plan
        if plan.executeNow { self.plan.schedule.start = now }
        createdTime = now
        status = first
        append(.planned, slot: self.plan.schedule.start, identifiers: &identifiers)
    }

    /// Returns whether the table has a row for an event in the current status.
    func allows(_ event: ReportEvent) -> Bool {
        LifecycleTable.reports.row(from: status, on: event) != nil
    }

    /// Applies an event according to the table; returns false if it removes the report.
    @discardableResult
    mutating func apply(_ event: ReportEvent) -> Bool {
        guard let next = LifecycleTable.reports.state(after: event, from: status) else { return false }
        status = next
        return true
    }

    var record: ReportRecord {
        ReportRecord(
            reportID: id, reportName: plan.name, description: plan.description, queryID: plan.queryID,
            query: plan.query.text, user: account.user, createdTime: createdTime.description,
            modifiedTime: modifiedTime?.description, executeNow: plan.executeNow,
            startTime: plan.schedule.start.description, reportStatus: status,
            recurrenceInterval: plan.schedule.intervalHours, recurrenceCount: plan.schedule.count,
            callbackURL: plan.callbackURL, callbackMethod: plan.callbackMethod, format: plan.format)
    }
}
