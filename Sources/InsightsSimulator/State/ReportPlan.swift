import InsightsAPI
import InsightsTime

/// The validated parameters of a new report, each in its own type.
struct ReportPlan: Sendable {
    var name: String
    var description: String?
    var queryID: String
    var queryText: String
    var executeNow: Bool
    var queryStart: Timestamp?
    var queryEnd: Timestamp?
    /// The schedule; its start is ignored for an `ExecuteNow` report.
    var schedule: ReportSchedule
    var callbackURL: String?
    var callbackMethod: CallbackMethod?
    var format: ReportFormat
}
