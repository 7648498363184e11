import InsightsAPI
import InsightsTime

/// A report as it is to be created: every parameter checked and in its own type.
struct ReportPlan: Sendable {
    var name: String
    var description: String?
    var queryID: String
    var queryText: String
    var executeNow: Bool
    var queryStart: Timestamp?
    var queryEnd: Timestamp?
    /// The start is ignored for a report that runs at once.
    var schedule: ReportSchedule
    var callbackURL: String?
    var callbackMethod: CallbackMethod?
    var format: ReportFormat
}
