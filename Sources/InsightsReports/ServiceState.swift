package import InsightsAPI
package import InsightsFaults
import InsightsQuery
package import InsightsRandomness
package import InsightsTime

/// The stored queries, reports and callbacks of one tenant.
///
/// A value without side effects.
package struct ServiceState: Sendable {
    package private(set) var queries: [AccountID: [StoredQuery]] = [:]
    /// The reports, in order of creation.
    package private(set) var reports: [Report] = []
    private var immediateRuns: [AccountID: [Timestamp]] = [:]
    private var identifiers: IdentifierSource
    /// The next event of each report, so that a state without due events is cheap to process.
    private var eventQueue = EventQueue()
    /// The callbacks that are owed, and the outcomes of earlier ones.
    package var callbacks = CallbackOutbox()
    /// The fault plan, with the progress of each rule.
    package var faults = FaultPlan.empty
    /// The faults of executions and callbacks that are not in the journal yet.
    package var firedFaults: [LifecycleFault] = []

    package init(seed: UInt64, tenantID: String) {
        identifiers = IdentifierSource(seed: seed, purpose: "resources of \(tenantID)")
    }

    /// The instant of the next event of a report or of the next due callback; nil if there is none.
    package var nextDue: Timestamp? {
        guard let report = eventQueue.first?.due, let callback = callbacks.nextDue else {
            return eventQueue.first?.due ?? callbacks.nextDue
        }
        return min(report, callback)
    }

    /// How far due events were processed.
    package enum EventProgress: Sendable, Equatable {
        /// All that were wanted.
        case done
        /// As many as allowed; the last of them was due at the instant.
        case more(reached: Timestamp)
    }

    /// Processes all events until an instant, in order of time across all reports, but at most `limit`.
    ///
    /// With `stopsForCallbacks` it stops when a callback is due, after all events up to and including that instant.
    /// The result of many limited calls is that of one without a limit.
    @discardableResult
    package mutating func processEvents(
        until now: Timestamp, settings: Settings, stopsForCallbacks: Bool = false, limit: Int = .max
    ) -> EventProgress {
        var count = 0
        var reached = now
        while let next = eventQueue.first, next.due <= now {
            if stopsForCallbacks, let due = callbacks.nextDue, next.due > due { return .done }
            guard count < limit else { return .more(reached: reached) }
            count += 1
            reached = next.due
            if let completed = reports[next.index].step(at: next.due, identifiers: &identifiers) {
                callbacks.enqueue(completed, of: reports[next.index], at: next.due)
            } else {
                holdRun(ofReportAt: next.index, at: next.due)
            }
            eventQueue.replaceFirst(due: reports[next.index].nextDue(runDuration: settings.runDuration.wholeSeconds))
        }
        return .done
    }

    /// Keeps a report's running execution from completing before an instant; nil for ever.
    package mutating func hold(reportAt index: Int, until instant: Timestamp?) {
        reports[index].hold(until: instant)
    }

    /// Records the outcome of a callback; a callback of a deleted report is not retried.
    package mutating func record(
        _ outcome: CallbackOutcome, of delivery: CallbackDelivery, at now: Timestamp, settings: Settings
    ) {
        let exists = reports.contains { $0.id == delivery.reportID }
        callbacks.record(outcome, of: delivery, at: now, attempts: exists ? settings.callbackAttempts : 1)
    }

    private mutating func updateEventQueue(_ settings: Settings) {
        eventQueue = EventQueue(
            reports.indices.compactMap { index in
                reports[index].nextDue(runDuration: settings.runDuration.wholeSeconds).map {
                    EventQueue.Entry(due: $0, index: index)
                }
            })
    }

    // MARK: Queries

    /// Stores a query.
    package mutating func createQuery(
        _ request: CreateQueryRequest, _ prepared: PreparedQuery, account: AccountID, now: Timestamp,
        settings: Settings
    ) throws(ServiceRefusal) -> StoredQuery {
        if let quota = settings.queryQuota, queries[account, default: []].count >= quota {
            throw ServiceRefusal(.queryQuota)
        }
        let query = StoredQuery(
            id: identifiers.makeUUID(), name: request.name, description: request.description, query: prepared,
            createdTime: now)
        queries[account, default: []].append(query)
        return query
    }

    /// Returns the query with an identifier, ignoring letter case; nil if there is none.
    package func query(id: String, account: AccountID) -> StoredQuery? {
        queries[account]?.first { $0.id.lowercased() == id.lowercased() }
    }

    /// Deletes a query; its reports continue with their copy of the text (U14, docs/sources.md).
    package mutating func deleteQuery(id: String, account: AccountID) throws(ServiceRefusal) -> StoredQuery {
        guard let index = queries[account]?.firstIndex(where: { $0.id.lowercased() == id.lowercased() }),
            let query = queries[account]?.remove(at: index)
        else { throw ServiceRefusal(.noItemFound) }
        for index in reports.indices where reports[index].account == account && reports[index].plan.queryID == query.id
        {
            reports[index].apply(.queryDeleted)
        }
        return query
    }

    // MARK: Reports
    /// Stores a validated report, with its first execution planned.
    package mutating func createReport(
        _ plan: ReportPlan, account: AccountID, now: Timestamp, settings: Settings
    ) throws(ServiceRefusal) -> Report {
        try checkQuotas(plan, account: account, now: now, settings: settings)
        let report = Report(plan, account: account, now: now, identifiers: &identifiers)
        if plan.executeNow { immediateRuns[account, default: []].append(now) }
        reports.append(report)
        updateEventQueue(settings)
        return report
    }

    private mutating func checkQuotas(
        _ plan: ReportPlan, account: AccountID, now: Timestamp, settings: Settings
    ) throws(ServiceRefusal) {
        if plan.executeNow, let quota = settings.executeNowQuota {
            // A sliding window of 60 minutes: a report exactly an hour old is outside.
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

    /// Returns the reports of an account, oldest first.
    package func reports(of account: AccountID) -> [Report] {
        reports.filter { $0.account == account }
    }

    /// Returns the report with an identifier, ignoring letter case; nil if there is none.
    package func report(id: String, account: AccountID) -> Report? {
        index(id: id, account: account).map { reports[$0] }
    }

    private func index(id: String, account: AccountID) -> Int? {
        reports.firstIndex { $0.account == account && $0.id.lowercased() == id.lowercased() }
    }

    /// Changes a report with a closure.
    package mutating func changeReport(
        id: String, account: AccountID, settings: Settings,
        _ change: (inout Report, inout IdentifierSource) throws(ServiceRefusal) -> Void
    ) throws(ServiceRefusal) -> Report {
        guard let index = index(id: id, account: account) else { throw ServiceRefusal(.noItemFound) }
        try change(&reports[index], &identifiers)
        updateEventQueue(settings)
        return reports[index]
    }

    /// Resumes a paused report, within the quota of active reports.
    package mutating func resumeReport(
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

    /// Deletes a report with all its executions (section 4.9).
    package mutating func deleteReport(
        id: String, account: AccountID, settings: Settings
    ) throws(ServiceRefusal) -> Report {
        guard let index = index(id: id, account: account) else { throw ServiceRefusal(.noItemFound) }
        let report = reports.remove(at: index)
        var ended = report
        ended.end()
        callbacks.drop(reportID: report.id)
        updateEventQueue(settings)
        return report
    }

    /// Returns an execution by identifier with its report; nil if it does not exist or is past its retention.
    package func execution(id: String, at now: Timestamp) -> (report: Report, execution: Execution)? {
        for report in reports {
            if let execution = report.executions.first(where: { $0.id == id && $0.isInHistory(at: now) }) {
                return (report, execution)
            }
        }
        return nil
    }
}
