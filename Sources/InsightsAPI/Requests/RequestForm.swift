/// Which body a request has, as far as that decides which fields it must have.
package enum RequestForm: Sendable, Equatable {
    /// A query to store.
    case createQuery
    /// A report to create; one that runs at once has no schedule, and v1.1 wants the count of a schedule.
    case createReport(runsAtOnce: Bool, needsCount: Bool = false)
    /// A report to change; strict is the reading of the cmp page, which requires more fields.
    case updateReport(isStrict: Bool)

    /// Whether it creates a report.
    var createsReport: Bool { if case .createReport = self { true } else { false } }

    /// Whether it creates a report with a schedule.
    var createsSchedule: Bool { if case .createReport(runsAtOnce: false, _) = self { true } else { false } }

    /// Whether it creates a report whose schedule must have a count.
    var needsCount: Bool { self == .createReport(runsAtOnce: false, needsCount: true) }
}
