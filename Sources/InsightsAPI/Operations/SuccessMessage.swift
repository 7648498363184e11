/// The `message` of a successful response; an operation without one sends null.
public enum SuccessMessage {
    /// `GET ScheduledDataset` (seed 002).
    public static let datasets = "Dataset fetched successfully"
    /// `POST ScheduledQueries` (seed 002).
    public static let queryCreated = "Query created successfully"
    /// `POST ScheduledReport` (seed 002).
    public static let reportCreated = "Report created successfully"

    // The texts below are not published (U8, docs/sources.md): tests must not assert them against the real service.

    /// `GET ScheduledQueries`, assumed.
    public static let queries = "Queries fetched successfully"
    /// `DELETE ScheduledQueries/{queryId}`, assumed.
    public static let queryDeleted = "Query deleted successfully"
    /// `GET ScheduledReport`, assumed.
    public static let reports = "Reports fetched successfully"
    /// `PUT ScheduledReport/{reportId}`, assumed.
    public static let reportUpdated = "Report updated successfully"
    /// `DELETE ScheduledReport/{reportId}`, assumed.
    public static let reportDeleted = "Report deleted successfully"
    /// `PUT ScheduledReport/pause/{reportId}`, assumed.
    public static let reportPaused = "Report paused successfully"
    /// `PUT ScheduledReport/resume/{reportId}`, assumed.
    public static let reportResumed = "Report resumed successfully"
}
