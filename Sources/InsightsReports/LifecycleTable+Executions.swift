package import InsightsAPI

/// An event in the lifecycle of an execution.
package enum ExecutionEvent: String, CaseIterable, Sendable {
    case planned
    case plannedWhilePaused = "planned while paused"
    case slotComes = "slot comes"
    case runTimeIsOver = "run time has passed"
    case reportPaused = "report paused"
    case reportResumed = "report resumed"
    case startMoved = "start moved"
    case countUsedUp = "count used up by update"
    case reportDeleted = "report deleted"
    case outOfHistory = "out of history"
}

extension LifecycleTable<ExecutionStatus, ExecutionEvent> {
    /// The lifecycle of an execution (insights-api sections 4.8 to 4.11 and 7).
    package static let executions = LifecycleTable(rows: [
        Row(nil, .planned, .pending, "the record of the next slot appears"),
        Row(nil, .plannedWhilePaused, .paused, "an update gives a paused report slots again"),
        Row(.pending, .slotComes, .running, "takes the report's format; the next slot's record is planned"),
        Row(.running, .runTimeIsOver, .completed, "its file has a link; the callback falls due"),
        Row(.pending, .reportPaused, .paused, "its slot waits"),
        Row(.paused, .reportResumed, .pending, "a slot missed meanwhile is skipped and does not count"),
        Row(.pending, .startMoved, .pending, "takes the new start as its slot"),
        Row(.paused, .startMoved, .paused, "takes the new start as its slot"),
        Row(.pending, .countUsedUp, nil, "no slot is left for it"),
        Row(.paused, .countUsedUp, nil, "no slot is left for it"),
        Row(.pending, .reportDeleted, nil, "never runs"),
        Row(.paused, .reportDeleted, nil, "never runs"),
        Row(.running, .reportDeleted, nil, "abandoned, no callback"),
        Row(.completed, .reportDeleted, nil, "its link returns 404; waiting callbacks are dropped"),
        Row(.completed, .outOfHistory, nil, "90 days after its slot; its link returns 404"),
    ])
}
