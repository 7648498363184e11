import InsightsAPI
import InsightsQuery
import InsightsTime

/// What one tenant's users have stored and scheduled.
///
/// A value: it decides, and does nothing else.
struct ServiceState: Sendable {
    private(set) var queries: [AccountID: [StoredQuery]] = [:]
    /// The reports in the order they were created.
    private(set) var reports: [Report] = []
    private var immediateRuns: [AccountID: [Timestamp]] = [:]
    private var identifiers: IdentifierSource
    /// When which report goes on, so that a settled state costs nothing to settle.
    private var agenda = EventQueue()
    /// The callbacks that are owed, and what became of others.
    var callbacks = CallbackOutbox()
    /// What goes wrong, and how far each rule has got.
    var faults = FaultPlan.empty
    /// The faults that have befallen runs and callbacks and are not in the journal yet.
    var firedFaults: [LifecycleFault] = []

    init(seed: UInt64, tenantID: String) {
        identifiers = IdentifierSource(seed: seed, purpose: "resources of \(tenantID)")
    }

    /// The instant at which something happens next, a report goes on or a callback falls due; nil if nothing does.
    var nextDue: Timestamp? {
        guard let report = agenda.first?.due, let callback = callbacks.nextDue else {
            return agenda.first?.due ?? callbacks.nextDue
        }
        return min(report, callback)
    }

    /// Lets everything happen that is due until an instant, in the order of time across all reports.
    ///
    /// If asked to, it stops where a callback falls due: after all that happens at that instant or before.
    mutating func processEvents(until now: Timestamp, settings: Settings, stopsForCallbacks: Bool = false) {
        while let next = agenda.first, next.due <= now {
            if stopsForCallbacks, let due = callbacks.nextDue, next.due > due { return }
            if let completed = reports[next.index].step(at: next.due, identifiers: &identifiers) {
                callbacks.enqueue(completed, of: reports[next.index], at: next.due)
            } else {
                holdRun(ofReportAt: next.index, at: next.due)
            }
            agenda.replaceFirst(due: reports[next.index].nextDue(runDuration: settings.runDuration))
        }
    }

    /// Keeps the run under way from completing before an instant; nil for good.
    mutating func hold(reportAt index: Int, until instant: Timestamp?) {
        reports[index].hold(until: instant)
    }

    /// Notes what became of a callback; for a report that has been deleted meanwhile it is not tried again.
    mutating func record(
        _ outcome: CallbackOutcome, of delivery: CallbackDelivery, at now: Timestamp, settings: Settings
    ) {
        let exists = reports.contains { $0.id == delivery.reportID }
        callbacks.record(outcome, of: delivery, at: now, attempts: exists ? settings.callbackAttempts : 1)
    }

    private mutating func updateAgenda(_ settings: Settings) {
        agenda = EventQueue(
            reports.indices.compactMap { index in
                reports[index].nextDue(runDuration: settings.runDuration).map {
                    EventQueue.Entry(due: $0, index: index)
                }
            })
    }

    // MARK: Queries

    /// Stores a query whose text has been checked.
    mutating func createQuery(
        _ request: CreateQueryRequest, account: AccountID, now: Timestamp, settings: Settings
    ) throws(ServiceRefusal) -> StoredQuery {
        if let quota = settings.queryQuota, queries[account, default: []].count >= quota {
            throw ServiceRefusal(.queryQuota)
        }
        let query = StoredQuery(
            id: identifiers.makeUUID(), name: request.name, description: request.description, text: request.query,
            createdTime: now)
        queries[account, default: []].append(query)
        return query
    }

    /// The query of that identifier, letter case ignored.
    func query(id: String, account: AccountID) -> StoredQuery? {
        queries[account]?.first { $0.id.lowercased() == id.lowercased() }
    }

    /// Removes a query; its reports keep running on the text they stored (U14).
    mutating func deleteQuery(id: String, account: AccountID) throws(ServiceRefusal) -> StoredQuery {
        guard let index = queries[account]?.firstIndex(where: { $0.id.lowercased() == id.lowercased() }),
            let query = queries[account]?.remove(at: index)
        else { throw ServiceRefusal(.noItemFound) }
        for index in reports.indices where reports[index].account == account && reports[index].queryID == query.id {
            reports[index].apply(.queryDeleted)
        }
        return query
    }

    // MARK: Reports

    /// Stores a report whose parameters have been checked, with the record of its first run.
    mutating func createReport(
        _ plan: ReportPlan, account: AccountID, now: Timestamp, settings: Settings
    ) throws(ServiceRefusal) -> Report {
        try checkQuotas(plan, account: account, now: now, settings: settings)
        let report = Report(plan, account: account, now: now, identifiers: &identifiers)
        if plan.executeNow { immediateRuns[account, default: []].append(now) }
        reports.append(report)
        updateAgenda(settings)
        return report
    }

    private mutating func checkQuotas(
        _ plan: ReportPlan, account: AccountID, now: Timestamp, settings: Settings
    ) throws(ServiceRefusal) {
        if plan.executeNow, let quota = settings.executeNowQuota {
            // A window of 60 minutes that slides: a run exactly an hour old is outside.
            let windowStart = now.adding(hours: -1)
            immediateRuns[account, default: []].removeAll { $0 <= windowStart }
            if immediateRuns[account, default: []].count >= quota {
                throw ServiceRefusal(.executeNowQuota(limit: quota))
            }
        }
        try checkActiveQuota(account: account, settings: settings)
    }

    private func checkActiveQuota(account: AccountID, settings: Settings) throws(ServiceRefusal) {
        guard let quota = settings.activeReportQuota else { return }
        if reports.count(where: { $0.account == account && $0.status == .active }) >= quota {
            throw ServiceRefusal(.activeReportQuota(limit: quota))
        }
    }

    /// The reports of an account, oldest first.
    func reports(of account: AccountID) -> [Report] {
        reports.filter { $0.account == account }
    }

    /// The report of that identifier, letter case ignored.
    func report(id: String, account: AccountID) -> Report? {
        index(id: id, account: account).map { reports[$0] }
    }

    private func index(id: String, account: AccountID) -> Int? {
        reports.firstIndex { $0.account == account && $0.id.lowercased() == id.lowercased() }
    }

    /// Changes a report; the closure decides what becomes of it.
    mutating func changeReport(
        id: String, account: AccountID, settings: Settings,
        _ change: (inout Report, inout IdentifierSource) throws(ServiceRefusal) -> Void
    ) throws(ServiceRefusal) -> Report {
        guard let index = index(id: id, account: account) else { throw ServiceRefusal(.noItemFound) }
        try change(&reports[index], &identifiers)
        updateAgenda(settings)
        return reports[index]
    }

    /// Starts a paused report again, if the account may have one more active report.
    mutating func resumeReport(
        id: String, account: AccountID, now: Timestamp, settings: Settings
    ) throws(ServiceRefusal) -> Report {
        guard let report = report(id: id, account: account) else { throw ServiceRefusal(.noItemFound) }
        if report.status == .paused { try checkActiveQuota(account: account, settings: settings) }
        return try changeReport(id: id, account: account, settings: settings) {
            (report, _) throws(ServiceRefusal) in
            try report.check(.resumed)
            report.resume(at: now)
        }
    }

    /// Removes a report with all its runs (section 4.9).
    mutating func deleteReport(id: String, account: AccountID, settings: Settings) throws(ServiceRefusal) -> Report {
        guard let index = index(id: id, account: account) else { throw ServiceRefusal(.noItemFound) }
        let report = reports.remove(at: index)
        var ended = report
        ended.end()
        callbacks.drop(reportID: report.id)
        updateAgenda(settings)
        return report
    }

    /// The report that has a run of that identifier, and the run; nil if it is gone.
    func execution(id: String, at now: Timestamp) -> (report: Report, execution: Execution)? {
        for report in reports {
            if let execution = report.executions.first(where: { $0.id == id && $0.isInHistory(at: now) }) {
                return (report, execution)
            }
        }
        return nil
    }
}
