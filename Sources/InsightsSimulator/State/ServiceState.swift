import InsightsAPI
import InsightsQuery
import InsightsRandomness
import InsightsTime

/// The stored queries, reports and callbacks of one tenant.
///
/// A value without side effects.
struct ServiceState: Sendable {
    private(set) var queries: [AccountID: [StoredQuery]] = [:]
    /// The reports, in order of creation.
    private(set) var reports: [Report] = []
    private var immediateRuns: [AccountID: [Timestamp]] = [:]
    private var identifiers: IdentifierSource
    /// The next event of each report, so that a state without due events is cheap to process.
    private var agenda = EventQueue()
    /// The callbacks that are owed, and the outcomes of earlier ones.
    var callbacks = CallbackOutbox()
    /// The fault plan, with the progress of each rule.
    var faults = FaultPlan.empty
    /// The faults of executions and callbacks that are not in the journal yet.
    var firedFaults: [LifecycleFault] = []

    init(seed: UInt64, tenantID: String) {
        identifiers = IdentifierSource(seed: seed, purpose: "resources of \(tenantID)")
    }

    /// The instant of the next event of a report or of the next due callback; nil if there is none.
    var nextDue: Timestamp? {
        guard let report = agenda.first?.due, let callback = callbacks.nextDue else {
            return agenda.first?.due ?? callbacks.nextDue
        }
        return min(report, callback)
    }

    /// Processes all events until an instant, in order of time across all reports.
    ///
    /// With `stopsForCallbacks` it stops when a callback is due, after all events up to and including that instant.
    mutating func processEvents(until now: Timestamp, settings: Settings, stopsForCallbacks: Bool = false) {
        while let next = agenda.first, next.due <= now {
            if stopsForCallbacks, let due = callbacks.nextDue, next.due > due { return }
            if let completed = reports[next.index].step(at: next.due, identifiers: &identifiers) {
                callbacks.enqueue(completed, of: reports[next.index], at: next.due)
            } else {
                holdRun(ofReportAt: next.index, at: next.due)
            }
            agenda.replaceFirst(due: reports[next.index].nextDue(runDuration: settings.runDuration.wholeSeconds))
        }
    }

    /// Keeps a report's running execution from completing before an instant; nil for ever.
    mutating func hold(reportAt index: Int, until instant: Timestamp?) {
        reports[index].hold(until: instant)
    }

    /// Records the outcome of a callback; a callback of a deleted report is not retried.
    mutating func record(
        _ outcome: CallbackOutcome, of delivery: CallbackDelivery, at now: Timestamp, settings: Settings
    ) {
        let exists = reports.contains { $0.id == delivery.reportID }
        callbacks.record(outcome, of: delivery, at: now, attempts: exists ? settings.callbackAttempts : 1)
    }

    private mutating func updateAgenda(_ settings: Settings) {
        agenda = EventQueue(
            reports.indices.compactMap { index in
                reports[index].nextDue(runDuration: settings.runDuration.wholeSeconds).map {
                    EventQueue.Entry(due: $0, index: index)
                }
            })
    }

    // MARK: Queries

    /// Stores a query.
    mutating func createQuery(
        _ request: CreateQueryRequest, _ prepared: PreparedQuery, account: AccountID, now: Timestamp,
        settings: Settings
    ) throws(ServiceError) -> StoredQuery {
        if let quota = settings.queryQuota, queries[account, default: []].count >= quota { throw .queryQuota }
        let query = StoredQuery(
            id: identifiers.makeUUID(), name: request.name, description: request.description, query: prepared,
            createdTime: now)
        queries[account, default: []].append(query)
        return query
    }

    /// Returns the query with an identifier, ignoring letter case; nil if there is none.
    func query(id: String, account: AccountID) -> StoredQuery? {
        queries[account]?.first { $0.id.lowercased() == id.lowercased() }
    }

    /// Deletes a query; its reports continue with their copy of the text (U14, docs/sources.md).
    mutating func deleteQuery(id: String, account: AccountID) throws(ServiceError) -> StoredQuery {
        guard let index = queries[account]?.firstIndex(where: { $0.id.lowercased() == id.lowercased() }),
            let query = queries[account]?.remove(at: index)
        else { throw .noItemFound }
        for index in reports.indices where reports[index].account == account && reports[index].plan.queryID == query.id {
            reports[index].apply(.queryDeleted)
        }
        return query
    }

    // MARK: Reports
    /// Stores a validated report, with its first execution planned.
    mutating func createReport(
        _ plan: ReportPlan, account: AccountID, now: Timestamp, settings: Settings
    ) throws(ServiceError) -> Report {
        try checkQuotas(plan, account: account, now: now, settings: settings)
        let report = Report(plan, account: account, now: now, identifiers: &identifiers)
        if plan.executeNow { immediateRuns[account, default: []].append(now) }
        reports.append(report)
        updateAgenda(settings)
        return report
    }

    private mutating func checkQuotas(
        _ plan: ReportPlan, account: AccountID, now: Timestamp, settings: Settings
    ) throws(ServiceError) {
        if plan.executeNow, let quota = settings.executeNowQuota {
            // A sliding window of 60 minutes: a report exactly an hour old is outside.
            let windowStart = now.adding(hours: -1)
            immediateRuns[account, default: []].removeAll { $0 <= windowStart }
            if immediateRuns[account, default: []].count >= quota { throw .executeNowQuota(limit: quota) }
        }
        try checkActiveQuota(account: account, settings: settings)
    }

    private func checkActiveQuota(account: AccountID, settings: Settings) throws(ServiceError) {
        guard let quota = settings.activeReportQuota else { return }
        if reports.count(where: { $0.account == account && $0.status == .active }) >= quota {
            throw .activeReportQuota(limit: quota)
        }
    }

    /// Returns the reports of an account, oldest first.
    func reports(of account: AccountID) -> [Report] {
        reports.filter { $0.account == account }
    }

    /// Returns the report with an identifier, ignoring letter case; nil if there is none.
    func report(id: String, account: AccountID) -> Report? {
        index(id: id, account: account).map { reports[$0] }
    }

    private func index(id: String, account: AccountID) -> Int? {
        reports.firstIndex { $0.account == account && $0.id.lowercased() == id.lowercased() }
    }

    /// Changes a report with a closure.
    mutating func changeReport(
        id: String, account: AccountID, settings: Settings,
        _ change: (inout Report, inout IdentifierSource) throws(ServiceError) -> Void
    ) throws(ServiceError) -> Report {
        guard let index = index(id: id, account: account) else { throw .noItemFound }
        try change(&reports[index], &identifiers)
        updateAgenda(settings)
        return reports[index]
    }

    /// Resumes a paused report, within the quota of active reports.
    mutating func resumeReport(
        id: String, account: AccountID, now: Timestamp, settings: Settings
    ) throws(ServiceError) -> Report {
        guard let report = report(id: id, account: account) else { throw .noItemFound }
        if report.status == .paused { try checkActiveQuota(account: account, settings: settings) }
        return try changeReport(id: id, account: account, settings: settings) {
            (report, _) throws(ServiceError) in
            guard report.allows(.resumed) else { throw .invalidReportParameters }
            report.resume(at: now)
        }
    }

    /// Deletes a report with all its executions (section 4.9).
    mutating func deleteReport(id: String, account: AccountID, settings: Settings) throws(ServiceError) -> Report {
        guard let index = index(id: id, account: account) else { throw .noItemFound }
        let report = reports.remove(at: index)
        var ended = report
        ended.end()
        callbacks.drop(reportID: report.id)
        updateAgenda(settings)
        return report
    }

    /// Returns an execution by identifier with its report; nil if it does not exist or is past its retention.
    func execution(id: String, at now: Timestamp) -> (report: Report, execution: Execution)? {
        for report in reports {
            if let execution = report.executions.first(where: { $0.id == id && $0.isInHistory(at: now) }) {
                return (report, execution)
            }
        }
        return nil
    }
}
