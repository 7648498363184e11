import InsightsAPI
import InsightsQuery

/// A scheduled report with its runs.
struct Report: Sendable {
    let id: String
    let account: AccountKey
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
    var status: ReportStatus
    var callbackURL: String?
    var callbackMethod: CallbackMethod?
    var format: ReportFormat
    /// How many slots have begun; missed slots do not count.
    var slotsUsed = 0
    /// The runs, oldest first.
    ///
    /// At most the last one is Pending or Paused.
    var executions: [Execution] = []

    var record: ReportRecord {
        ReportRecord(
            reportID: id, reportName: name, description: description, queryID: queryID, query: queryText,
            user: account.user, createdTime: createdTime.description, modifiedTime: modifiedTime?.description,
            executeNow: executeNow, startTime: schedule.start.description, reportStatus: status,
            recurrenceInterval: schedule.intervalHours, recurrenceCount: schedule.count, callbackURL: callbackURL,
            callbackMethod: callbackMethod, format: format)
    }
}
