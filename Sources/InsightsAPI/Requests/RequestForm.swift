/// Which body a request has, as far as that decides which fields it must have.
package enum RequestForm: Sendable, Equatable {
    /// A query to store.
    case createQuery
    /// A report to create; one that runs at once has no schedule.
    case createReport(runsAtOnce: Bool)
    /// A report to change; strict is the reading of the cmp page, which requires more fields.
    case updateReport(isStrict: Bool)
}
