package import InsightsAPI

/// An event in the lifecycle of a report.
package enum ReportEvent: String, CaseIterable, Sendable {
    case created
    case lastRunCompleted = "last run completed"
    case paused
    case resumed
    case resumedAfterLast = "resumed with nothing to come"
    case updated
    case countUsedUp = "count used up by update"
    case queryDeleted = "query deleted"
    case deleted
}

extension LifecycleTable<ReportStatus, ReportEvent> {
    /// The lifecycle of a report (insights-api sections 4.6 to 4.11 and 7.1).
    package static let reports = LifecycleTable(rows: [
        Row(nil, .created, .active, "its first run is planned: at the start, or now for ExecuteNow"),
        Row(.active, .lastRunCompleted, .inactive, "the count is used up, or the one immediate run is done"),
        Row(.active, .paused, .paused, "the run to come waits; one under way finishes"),
        Row(.paused, .paused, .paused, "nothing changes"),
        Row(.paused, .resumed, .active, "the run to come is planned again; the quota of active reports applies"),
        Row(.active, .resumed, .active, "nothing changes"),
        Row(.paused, .resumedAfterLast, .inactive, "its last run completed while it was paused"),
        Row(.active, .updated, .active, "the run to come moves to the new start"),
        Row(.paused, .updated, .paused, "the run to come moves to the new start, and still waits"),
        Row(.inactive, .updated, .inactive, "it stays at its end"),
        Row(.active, .countUsedUp, .inactive, "the new count has been reached already, and nothing runs"),
        Row(.paused, .countUsedUp, .inactive, "the new count has been reached already, and nothing runs"),
        Row(.active, .queryDeleted, .active, "continues with the text it stored"),
        Row(.paused, .queryDeleted, .paused, "keeps the text it stored"),
        Row(.inactive, .queryDeleted, .inactive, "keeps the text it stored"),
        Row(.active, .deleted, nil, "all its runs go with it"),
        Row(.paused, .deleted, nil, "all its runs go with it"),
        Row(.inactive, .deleted, nil, "all its runs go with it"),
    ])
}
