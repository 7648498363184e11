package import InsightsAPI
import InsightsQuery
package import InsightsRandomness
package import InsightsTime

/// An execution of a report.
///
/// It holds no references: a clock move makes hundreds of thousands.
package struct Execution: Sendable {
    /// The identifier; `id` is its text.
    package let uuid: UUIDValue
    /// The time at which it is due; also the "now" of its query.
    package var slot: Timestamp
    /// The status; it changes only by the rows of `LifecycleTable.executions`.
    package private(set) var status: ExecutionStatus
    /// The time at which it started; nil before that.
    package var startedTime: Timestamp?
    /// The time at which its file was generated; nil before that.
    package var generatedTime: Timestamp?
    /// The hold of a fault that keeps it Running; nil for none.
    package var hold: Hold?
    /// The file format, fixed at the start: later changes of the report do not change the file.
    package var format: ReportFormat

    /// A hold that keeps an execution from completing.
    package struct Hold: Sendable {
        /// The instant at which the hold ends; nil for never.
        package let until: Timestamp?
    }

    /// Creates a planned execution; `event` must be a row of the table that starts from no state.
    package init(uuid: UUIDValue, slot: Timestamp, format: ReportFormat, on event: ExecutionEvent) {
        guard let status = LifecycleTable.executions.state(after: event, from: nil) else {
            preconditionFailure("'\(event.rawValue)' plans no run")
        }
        self.uuid = uuid
        self.slot = slot
        self.status = status
        self.format = format
    }

    /// Creates an execution that was saved.
    init(restoring uuid: UUIDValue, slot: Timestamp, status: ExecutionStatus, format: ReportFormat) {
        self.uuid = uuid
        self.slot = slot
        self.status = status
        self.format = format
    }

    /// The identifier as text, in lower case.
    package var id: String { uuid.description }

    /// Applies an event according to the table; returns false if it removes the execution.
    @discardableResult
    package mutating func apply(_ event: ExecutionEvent) -> Bool {
        guard let next = LifecycleTable.executions.state(after: event, from: status) else { return false }
        status = next
        return true
    }

    /// Whether the execution has not started yet.
    package var isWaiting: Bool { status == .pending || status == .paused }

    /// Returns whether the execution still exists.
    ///
    /// A completed execution is neither listed nor downloadable when its slot is more than 90 days ago (section 7.5). A
    /// planned execution remains, however long its report is paused.
    package func isInHistory(at now: Timestamp) -> Bool {
        status != .completed || slot >= now.adding(hours: -24 * Report.historyDays)
    }
}
