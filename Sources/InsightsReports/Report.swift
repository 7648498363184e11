package import InsightsAPI
import InsightsJSON
import InsightsQuery
package import InsightsRandomness
package import InsightsTime

/// A report with its executions.
package struct Report: IdentifiedRecord {
    package let id: String
    package private(set) var account: AccountID { didSet { kept = nil } }
    /// What callers asked for, last of all by an update.
    package var plan: ReportPlan { didSet { kept = nil } }
    package let createdTime: Timestamp
    package var modifiedTime: Timestamp? { didSet { kept = nil } }
    /// The status; it changes only by the rows of `LifecycleTable.reports`.
    package private(set) var status: ReportStatus { didSet { kept = nil } }
    /// The number of slots that have started; missed slots do not count.
    package var slotsUsed = 0
    /// The executions, oldest first.
    ///
    /// Only the last one can be Pending or Paused.
    package var executions: [Execution] = []
    /// The JSON of its record; a change of the plan, the status or the time of modification drops it.
    private var kept: KeptRecord?

    /// Creates a report with its first execution planned.
    package init(
        _ plan: ReportPlan, account: AccountID, now: Timestamp, identifiers: inout IdentifierSource
    ) {
        guard let first = LifecycleTable.reports.state(after: .created, from: nil) else {
            preconditionFailure("a report has a state from its creation")
        }
        id = identifiers.makeUUID()
        self.account = account
        self.plan = plan
        if plan.executeNow { self.plan.schedule.start = now }
        createdTime = now
        status = first
        append(.planned, slot: self.plan.schedule.start, identifiers: &identifiers)
    }

    /// Creates a report that was saved.
    init(
        restoring id: String, account: AccountID, plan: ReportPlan, created: Timestamp, modified: Timestamp?,
        status: ReportStatus, slotsUsed: Int, executions: [Execution]
    ) {
        self.id = id
        self.account = account
        self.plan = plan
        createdTime = created
        modifiedTime = modified
        self.status = status
        self.slotsUsed = slotsUsed
        self.executions = executions
    }

    /// Gives the report to another owner.
    mutating func move(to account: AccountID) { self.account = account }

    /// Returns whether the table has a row for an event in the current status.
    package func allows(_ event: ReportEvent) -> Bool {
        LifecycleTable.reports.row(from: status, on: event) != nil
    }

    /// Refuses an event for which the table has no row now.
    package func check(_ event: ReportEvent) throws(ServiceRefusal) {
        guard !allows(event) else { return }
        throw ServiceRefusal(
            .invalidReportParameters, field: "reportStatus", found: status.rawValue,
            expected: ReportStatus.allCases.filter { LifecycleTable.reports.row(from: $0, on: event) != nil }
                .map(\.rawValue).joined(separator: " or "))
    }

    /// Applies an event according to the table; returns false if it removes the report.
    @discardableResult
    package mutating func apply(_ event: ReportEvent) -> Bool {
        guard let next = LifecycleTable.reports.state(after: event, from: status) else { return false }
        status = next
        return true
    }

    /// Returns the JSON of the record without looking at what is kept.
    package func json(style: RecordOptions) -> [UInt8] {
        var writer = JSONWriter(capacity: 1024)
        record.write(
            to: &writer, program: account.program, style: style, executionStatus: executions.last?.status)
        return writer.bytes
    }

    /// The slot of the execution that is to come; nil if none is planned.
    package var nextSlot: Timestamp? { executions.last.flatMap { $0.isWaiting ? $0.slot : nil } }

    /// The number of slots that have not started; nil for an unlimited number.
    package var remainingCount: Int? { plan.schedule.count.map { max(0, $0 - slotsUsed) } }

    /// Returns the JSON of the record, made once after each change.
    package mutating func keptJSON(style: RecordOptions) -> [UInt8] {
        // Records of v1.1 show the next run, which no change of the report announces.
        guard style.laterFields.isEmpty else { return json(style: style) }
        let executionStatus = style.includesSampleOnlyFields ? executions.last?.status : nil
        if let kept, kept.isFor(account, style, executionStatus) { return kept.bytes }
        let bytes = json(style: style)
        kept = KeptRecord(account: account, style: style, executionStatus: executionStatus, bytes: bytes)
        return bytes
    }

    /// Forgets what is kept.
    mutating func forgetJSON() { kept = nil }

    private var record: ReportRecord {
        ReportRecord(
            reportID: id, reportName: plan.name, description: plan.description, queryID: plan.queryID,
            query: plan.query.text, user: account.user, createdTime: createdTime.description,
            modifiedTime: modifiedTime?.description, executeNow: plan.executeNow,
            startTime: plan.schedule.start.description, reportStatus: status,
            recurrenceInterval: plan.schedule.intervalHours, recurrenceCount: plan.schedule.count,
            callbackURL: plan.callbackURL, callbackMethod: plan.callbackMethod, format: plan.format,
            queryStartTime: plan.queryStart?.description, queryEndTime: plan.queryEnd?.description,
            endTime: plan.schedule.lastInstant?.description, totalRecurrenceCount: plan.schedule.count,
            nextExecutionStartTime: nextSlot?.description)
    }
}
