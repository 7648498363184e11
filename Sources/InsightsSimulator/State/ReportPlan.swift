import InsightsAPI
import InsightsTime

/// What callers ask of a report: every parameter checked and in its own type.
///
/// A report holds the plan it was created with; an update replaces it.
struct ReportPlan: Sendable {
    var name: String
    var description: String?
    let queryID: String
    /// The query as it was when the report was created: deleting the query does not stop the report (U14).
    let query: PreparedQuery
    let executeNow: Bool
    /// The bounds of the data of a run at once, which replace the query's TIMESPAN.
    var queryStart: Timestamp?
    var queryEnd: Timestamp?
    /// The slots; a report that runs at once ignores the start.
    var schedule: ReportSchedule
    var callbackURL: String?
    var callbackMethod: CallbackMethod?
    var format: ReportFormat
}
