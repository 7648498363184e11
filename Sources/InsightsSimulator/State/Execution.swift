import InsightsAPI
import InsightsQuery
import InsightsTime

/// One run of a report.
struct Execution: Sendable {
    let id: String
    /// When it is to run; the "now" of its query.
    var slot: Timestamp
    /// Where it stands; changes by the rows of `LifecycleTable.executions` only.
    private(set) var status: ExecutionStatus
    /// When it began, if it has.
    var startedTime: Timestamp?
    /// When its file was made, if it was.
    var generatedTime: Timestamp?
    /// What keeps it Running, if a fault does.
    var hold: Hold?
    /// The file's format, taken when it began: later changes of the report do not change the file.
    var format: ReportFormat

    /// Keeps a run from completing.
    struct Hold: Sendable {
        /// Before this instant; nil for good.
        let until: Timestamp?
    }

    /// The record of a run to come, as an event that starts in nothing makes it.
    init(id: String, slot: Timestamp, format: ReportFormat, on event: ExecutionEvent) {
        guard let status = LifecycleTable.executions.state(after: event, from: nil) else {
            preconditionFailure("'\(event.rawValue)' plans no run")
        }
        self.id = id
        self.slot = slot
        self.status = status
        self.format = format
    }

    /// Goes on by the table; false if the run is gone then.
    @discardableResult
    mutating func apply(_ event: ExecutionEvent) -> Bool {
        guard let next = LifecycleTable.executions.state(after: event, from: status) else { return false }
        status = next
        return true
    }

    /// Whether it is still to come.
    var isWaiting: Bool { status == .pending || status == .paused }

    /// Whether it is still there: completed runs are neither listed nor downloaded once their slot lies more than 90
    /// days back (section 7.5).
    ///
    /// A run to come stays, however long its report is paused.
    func isInHistory(at now: Timestamp) -> Bool {
        status != .completed || slot >= now.adding(hours: -24 * Report.historyDays)
    }
}
