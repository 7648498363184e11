import InsightsAPI
import InsightsQuery
import InsightsTime

/// A report with its executions.
struct Report: Sendable {
    let id: String
    let account: AccountID
    var name: String
    var description: String?
    let queryID: String
    /// A copy of the query's text; deletion of the query does not stop the report (U14, docs/sources.md).
    let queryText: String
    let createdTime: Timestamp
    var modifiedTime: Timestamp?
    let executeNow: Bool
    /// The bounds of the data of an `ExecuteNow` report, which replace the query's TIMESPAN.
    let queryStart: Timestamp?
    let queryEnd: Timestamp?
    var schedule: ReportSchedule
    /// The status; it changes only by the rows of `LifecycleTable.reports`.
    private(set) var status: ReportStatus
    var callbackURL: String?
    var callbackMethod: CallbackMethod?
    var format: ReportFormat
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
        name = plan.name
        description = plan.description
        queryID = plan.queryID
        queryText = plan.queryText
        createdTime = now
        executeNow = plan.executeNow
        queryStart = plan.queryStart
        queryEnd = plan.queryEnd
        schedule = plan.schedule
        if plan.executeNow { schedule.start = now }
        status = first
        callbackURL = plan.callbackURL
        callbackMethod = plan.callbackMethod
        format = plan.format
        append(.planned, slot: schedule.start, identifiers: &identifiers)
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
            reportID: id, reportName: name, description: description, queryID: queryID, query: queryText,
            user: account.user, createdTime: createdTime.description, modifiedTime: modifiedTime?.description,
            executeNow: executeNow, startTime: schedule.start.description, reportStatus: status,
            recurrenceInterval: schedule.intervalHours, recurrenceCount: schedule.count, callbackURL: callbackURL,
            callbackMethod: callbackMethod, format: format)
    }
}
