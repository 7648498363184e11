import InsightsAPI
import InsightsQuery

/// One run of a report.
struct Execution: Sendable {
    let id: String
    /// When it is to run; the "now" of its query.
    var slot: Timestamp
    var status: ExecutionStatus
    /// When it began, if it has.
    var startedTime: Timestamp?
    /// When its file was made, if it was.
    var generatedTime: Timestamp?
    /// The file's format, taken when it began: later changes of the report do not change the file.
    var format: ReportFormat

    /// Whether it is still listed and downloaded: it is not over, or its slot lies at most 90 days back (section 7.5).
    func isInHistory(at now: Timestamp) -> Bool {
        status != .completed || slot >= now.adding(hours: -24 * Report.historyDays)
    }
}
