import InsightsAPI
import InsightsQuery

/// What one tenant's users have stored and scheduled.
///
/// A value: it decides, and does nothing else.
struct ServiceState: Sendable {
    private(set) var queries: [AccountKey: [StoredQuery]] = [:]
    /// The reports in the order they were created.
    private(set) var reports: [Report] = []
    private var immediateRuns: [AccountKey: [Timestamp]] = [:]
    private var identifiers: IdentifierSource
    /// The earliest instant at which a report goes on, so that a settled state costs nothing to settle.
    private var nextDue: Timestamp?

    init(seed: UInt64, tenantID: String) {
        identifiers = IdentifierSource(seed: seed, purpose: "resources of \(tenantID)")
    }

    /// Lets every report go on to an instant.
    mutating func settle(until now: Timestamp, settings: Settings) {
        guard let due = nextDue, due <= now else { return }
        for index in reports.indices {
            guard let due = reports[index].nextDue(runDuration: settings.runDuration), due <= now else { continue }
            reports[index].settle(until: now, runDuration: settings.runDuration, identifiers: &identifiers)
        }
        updateNextDue(settings)
    }

    private mutating func updateNextDue(_ settings: Settings) {
        nextDue = reports.compactMap { $0.nextDue(runDuration: settings.runDuration) }.min()
    }

    // MARK: Queries

    /// Stores a query whose text has been checked.
    mutating func createQuery(
        _ request: CreateQueryRequest, account: AccountKey, now: Timestamp, settings: Settings
    ) throws(ServiceError) -> StoredQuery {
        if let quota = settings.queryQuota, queries[account, default: []].count >= quota { throw .queryQuota }
        let query = StoredQuery(
            id: identifiers.makeUUID(), name: request.name, description: request.description, text: request.query,
            createdTime: now)
        queries[account, default: []].append(query)
        return query
    }

    /// The query of that identifier, letter case ignored.
    func query(id: String, account: AccountKey) -> StoredQuery? {
        queries[account]?.first { $0.id.lowercased() == id.lowercased() }
    }

    /// Removes a query; its reports keep running on the text they stored (U14).
    mutating func deleteQuery(id: String, account: AccountKey) throws(ServiceError) -> StoredQuery {
        guard let index = queries[account]?.firstIndex(where: { $0.id.lowercased() == id.lowercased() }),
            let query = queries[account]?.remove(at: index)
        else { throw .noItemFound }
        return query
    }

    // MARK: Reports

    /// Stores a report whose parameters have been checked, with the record of its first run.
    mutating func createReport(
        _ plan: ReportPlan, account: AccountKey, now: Timestamp, settings: Settings
    ) throws(ServiceError) -> Report {
        try checkQuotas(plan, account: account, now: now, settings: settings)
        let first = plan.executeNow ? now : plan.schedule.start
        var schedule = plan.schedule
        schedule.start = first
        var report = Report(
            id: identifiers.makeUUID(), account: account, name: plan.name, description: plan.description,
            queryID: plan.queryID, queryText: plan.queryText, createdTime: now, executeNow: plan.executeNow,
            queryStart: plan.queryStart, queryEnd: plan.queryEnd, schedule: schedule, status: .active,
            callbackURL: plan.callbackURL, callbackMethod: plan.callbackMethod, format: plan.format)
        report.appendPending(slot: first, identifiers: &identifiers)
        if plan.executeNow { immediateRuns[account, default: []].append(now) }
        reports.append(report)
        updateNextDue(settings)
        return report
    }

    private mutating func checkQuotas(
        _ plan: ReportPlan, account: AccountKey, now: Timestamp, settings: Settings
    ) throws(ServiceError) {
        if plan.executeNow, let quota = settings.executeNowQuota {
            // A window of 60 minutes that slides: a run exactly an hour old is outside.
            let windowStart = now.adding(hours: -1)
            immediateRuns[account, default: []].removeAll { $0 <= windowStart }
            if immediateRuns[account, default: []].count >= quota { throw .executeNowQuota(limit: quota) }
        }
        try checkActiveQuota(account: account, settings: settings)
    }

    private func checkActiveQuota(account: AccountKey, settings: Settings) throws(ServiceError) {
        guard let quota = settings.activeReportQuota else { return }
        if reports.count(where: { $0.account == account && $0.status == .active }) >= quota {
            throw .activeReportQuota(limit: quota)
        }
    }

    /// The reports of an account, oldest first.
    func reports(of account: AccountKey) -> [Report] {
        reports.filter { $0.account == account }
    }

    /// The report of that identifier, letter case ignored.
    func report(id: String, account: AccountKey) -> Report? {
        index(id: id, account: account).map { reports[$0] }
    }

    private func index(id: String, account: AccountKey) -> Int? {
        reports.firstIndex { $0.account == account && $0.id.lowercased() == id.lowercased() }
    }

    /// Changes a report; the closure decides what becomes of it.
    mutating func changeReport(
        id: String, account: AccountKey, settings: Settings,
        _ change: (inout Report, inout IdentifierSource) throws(ServiceError) -> Void
    ) throws(ServiceError) -> Report {
        guard let index = index(id: id, account: account) else { throw .noItemFound }
        try change(&reports[index], &identifiers)
        updateNextDue(settings)
        return reports[index]
    }

    /// Starts a paused report again, if the account may have one more active report.
    mutating func resumeReport(
        id: String, account: AccountKey, now: Timestamp, settings: Settings
    ) throws(ServiceError) -> Report {
        guard let report = report(id: id, account: account) else { throw .noItemFound }
        if report.status == .paused { try checkActiveQuota(account: account, settings: settings) }
        return try changeReport(id: id, account: account, settings: settings) {
            (report, _) throws(ServiceError) in
            guard report.status != .inactive else { throw .invalidReportParameters }
            report.resume(at: now)
        }
    }

    /// Removes a report with all its runs (section 4.9).
    mutating func deleteReport(id: String, account: AccountKey, settings: Settings) throws(ServiceError) -> Report {
        guard let index = index(id: id, account: account) else { throw .noItemFound }
        let report = reports.remove(at: index)
        updateNextDue(settings)
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
