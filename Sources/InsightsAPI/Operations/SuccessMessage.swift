/// The `message` of a successful response; an operation without one sends null.
package enum SuccessMessage {
    /// `GET ScheduledDataset` (seed 002).
    package static let datasets = "Dataset fetched successfully"
    /// `POST ScheduledQueries` (seed 002).
    package static let queryCreated = "Query created successfully"
    /// `POST ScheduledReport` (seed 002).
    package static let reportCreated = "Report created successfully"

    // The texts below are not published (U8, docs/sources.md): tests must not assert them against the real service.

    /// `GET ScheduledQueries`, assumed.
    package static let queries = "Queries fetched successfully"
    /// `DELETE ScheduledQueries/{queryId}`, assumed.
    package static let queryDeleted = "Query deleted successfully"
    /// `GET ScheduledReport`, assumed.
    package static let reports = "Reports fetched successfully"
    /// `PUT ScheduledReport/{reportId}`, assumed.
    package static let reportUpdated = "Report updated successfully"
    /// `DELETE ScheduledReport/{reportId}`, assumed.
    package static let reportDeleted = "Report deleted successfully"
    /// `PUT ScheduledReport/pause/{reportId}`, assumed.
    package static let reportPaused = "Report paused successfully"
    /// `PUT ScheduledReport/resume/{reportId}`, assumed.
    package static let reportResumed = "Report resumed successfully"
}
