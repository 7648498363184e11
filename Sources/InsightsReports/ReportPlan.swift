package import InsightsAPI
package import InsightsTime

/// What callers ask of a report: every parameter checked and in its own type.
///
/// A report holds the plan it was created with; an update replaces it.
package struct ReportPlan: Sendable {
    package var name: String
    package var description: String?
    package let queryID: String
    /// The query as it was when the report was created: deleting the query does not stop the report (U14).
    package let query: PreparedQuery
    package let executeNow: Bool
    /// The bounds of the data of a run at once, which replace the query's TIMESPAN.
    package var queryStart: Timestamp?
    package var queryEnd: Timestamp?
    /// The slots; a report that runs at once ignores the start.
    package var schedule: ReportSchedule
    package var callbackURL: String?
    package var callbackMethod: CallbackMethod?
    /// Whether the caller who gave the callback URL is on this machine, so that it may lead there.
    package var callbackIsFromThisMachine = true
    package var format: ReportFormat
}
