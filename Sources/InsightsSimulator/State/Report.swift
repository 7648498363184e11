import InsightsAPI
import InsightsQuery
import InsightsRandomness
import InsightsTime

/// A scheduled report with its runs.
struct Report: Sendable {
    let id: String
    let account: AccountID
    var name: String
    var description: String?
    let queryID: String
    /// The query's text, kept: deleting the query does not stop the report (U14).
    let queryText: String
    let createdTime: Timestamp
    var modifiedTime: Timestamp?
    let executeNow: Bool
    /// The bounds of the data of a run at once, which replace the query's TIMESPAN.
    let queryStart: Timestamp?
    let queryEnd: Timestamp?
    var schedule: ReportSchedule
    /// Where it stands; changes by the rows of `LifecycleTable.reports` only.
    private(set) var status: ReportStatus
    var callbackURL: String?
    var callbackMethod: CallbackMethod?
    var format: ReportFormat
    /// How many slots have begun; missed slots do not count.
    var slotsUsed = 0
    /// The runs, oldest first.
    ///
    /// At most the last one is Pending or Paused.
    var executions: [Execution] = []

    /// A new report, with the record of its first run.
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

    /// Whether the table has a row for an event now.
    func allows(_ event: ReportEvent) -> Bool {
        LifecycleTable.reports.row(from: status, on: event) != nil
    }

    /// Goes on by the table; false if the report is gone then.
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
