package import InsightsAPI
package import InsightsFaults
import InsightsQuery
package import InsightsRandomness
import InsightsStore
package import InsightsTime

/// The stored queries, reports and callbacks of one tenant.
///
/// A value without side effects.
package struct ServiceState: Sendable {
    var queries: [AccountID: RecordTable<StoredQuery>] = [:]
    /// The reports of all accounts.
    var reportTable = RecordTable<Report>()
    var immediateRuns: [AccountID: [Timestamp]] = [:] { didSet { hasChanged = true } }
    var identifiers: IdentifierSource { didSet { hasChanged = true } }
    /// The next event of each report, by its slot, so that a state without due events is cheap to process.
    private var eventQueue = EventQueue()
    /// Where executions were found last; each place is checked before it is used.
    private var executionPlaces: [UUIDValue: ExecutionPlace] = [:]
    /// The callbacks that are owed, and the outcomes of earlier ones.
    package var callbacks = CallbackOutbox() { didSet { hasChanged = true } }
    /// The fault plan, with the progress of each rule.
    package var faults = FaultPlan.empty { didSet { hasChanged = true } }
    /// Whether something besides queries and reports may have changed since the state was last saved.
    var hasChanged = false
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
        guard let due = eventQueue.first?.due, due <= now else { return .done }
        let runDuration = settings.runDuration.wholeSeconds
        var count = 0
        var reached = now
        while let next = eventQueue.first, next.due <= now {
            if stopsForCallbacks, let due = callbacks.nextDue, next.due > due { return .done }
            guard count < limit else { return .more(reached: reached) }
            count += 1
            reached = next.due
            var source = identifiers
            let (completed, isAnnounced) = reportTable.change(at: next.index) { report in
                (report.step(at: next.due, identifiers: &source), report.plan.callbackURL != nil)
            }
            identifiers = source
            if let completed {
                if isAnnounced { callbacks.enqueue(completed, of: reportTable[next.index], at: next.due) }
            } else {
                holdRun(ofReportAt: next.index, at: next.due)
            }
            eventQueue.replaceFirst(
                due: reportTable.keep(at: next.index) { $0.nextDue(runDuration: runDuration) })
        }
        return .done
    }

    /// Keeps a report's running execution from completing before an instant; nil for ever.
    mutating func hold(reportAt slot: Int, until instant: Timestamp?) {
        reportTable.change(at: slot) { $0.hold(until: instant) }
    }

    /// Records the outcome of a callback; a callback of a deleted report is not retried.
    package mutating func record(
        _ outcome: CallbackOutcome, of delivery: CallbackDelivery, at now: Timestamp, settings: Settings
    ) {
        let exists = reportTable.slot(id: delivery.reportID) != nil
        callbacks.record(outcome, of: delivery, at: now, attempts: exists ? settings.callbackAttempts : 1)
    }

    private mutating func updateEventQueue(at slot: Int, _ settings: Settings) {
        let runDuration = settings.runDuration.wholeSeconds
        eventQueue.set(due: reportTable.keep(at: slot) { $0.nextDue(runDuration: runDuration) }, for: slot)
    }

    mutating func rebuildEventQueue(_ settings: Settings) {
        let runDuration = settings.runDuration.wholeSeconds
        eventQueue = EventQueue(
            reportTable.occupied.compactMap { slot in
                reportTable[slot].nextDue(runDuration: runDuration).map { EventQueue.Entry(due: $0, index: slot) }
            })
    }

    // MARK: Copies

    /// Returns a copy for another tenant; identifiers stay.
    ///
    /// `accounts` has the new owner by the former one, and `settings` are those of the other tenant.
    package func copy(owners accounts: [AccountID: AccountID], settings: Settings) -> ServiceState {
        var copy = self
        func owner(_ account: AccountID) -> AccountID { accounts[account] ?? account }
        copy.queries = Dictionary(queries.map { (owner($0.key), $0.value) }, uniquingKeysWith: { first, _ in first })
        copy.immediateRuns = Dictionary(
            immediateRuns.map { (owner($0.key), $0.value) }, uniquingKeysWith: { first, _ in first })
        for slot in copy.reportTable.occupied { copy.reportTable.change(at: slot) { $0.move(to: owner($0.account)) } }
        // They show owners and follow settings.
        copy.forgetJSON()
        // Those are in the other tenant's journal.
        copy.firedFaults = []
        copy.stopRecording()
        copy.rebuildEventQueue(settings)
        return copy
    }

    /// The instants at which accounts ran reports at once, as far as their quota may still count them.
    package var immediateRunTimes: [(account: AccountID, times: [Timestamp])] {
        immediateRuns.map { ($0.key, $0.value) }.sorted {
            ($0.account.program.rawValue, $0.account.user) < ($1.account.program.rawValue, $1.account.user)
        }
    }

    // MARK: Queries

    /// Stores a query.
    package mutating func createQuery(
        _ request: CreateQueryRequest, _ prepared: PreparedQuery, account: AccountID, now: Timestamp,
        settings: Settings
    ) throws(ServiceRefusal) -> StoredQuery {
        if let quota = settings.queryQuota, queryCount(of: account) >= quota { throw ServiceRefusal(.queryQuota) }
        var query = StoredQuery(
            id: identifiers.makeUUID(), name: request.name, description: request.description, query: prepared,
            createdTime: now)
        // The response shows the record at once.
        _ = query.keptJSON(of: account, style: settings.recordOptions)
        queries[account, default: RecordTable(isRecording: reportTable.changes.isRecording)].append(query)
        return query
    }

    /// Returns the query with an identifier, ignoring letter case; nil if there is none.
    package func query(id: String, account: AccountID) -> StoredQuery? {
        guard let table = queries[account] else { return nil }
        return table.slot(id: id).map { table[$0] }
    }

    /// Returns the queries of an account, oldest first.
    package func queries(of account: AccountID) -> [StoredQuery] { queries[account]?.all ?? [] }

    /// The queries of all accounts, oldest first.
    package var allQueries: [(account: AccountID, query: StoredQuery)] {
        queries.flatMap { account, table in table.all.map { (account, $0) } }.sorted {
            ($0.query.createdTime, $0.query.id) < ($1.query.createdTime, $1.query.id)
        }
    }

    /// Returns the number of queries of an account.
    package func queryCount(of account: AccountID) -> Int { queries[account]?.count ?? 0 }

    /// Returns a number that every change of an account's queries increases.
    package func queriesVersion(of account: AccountID) -> Int { queries[account]?.version ?? 0 }

    /// Returns the JSON of an account's queries, oldest first.
    ///
    /// It selects those with one of the identifiers and under the condition; nil selects all.
    package mutating func queryJSON(
        of account: AccountID, ids: [String]? = nil, style: RecordOptions,
        where condition: ((StoredQuery) -> Bool)? = nil
    ) -> [[UInt8]] {
        guard let slots = queries[account]?.slots(ids: ids) else { return [] }
        return slots.compactMap { slot in
            queries[account]?.keep(at: slot) { query in
                condition.map { $0(query) } == false ? nil : query.keptJSON(of: account, style: style)
            }
        }
    }

    /// Deletes a query; its reports continue with their copy of the text (U14, docs/sources.md).
    package mutating func deleteQuery(id: String, account: AccountID) throws(ServiceRefusal) -> StoredQuery {
        guard let slot = queries[account]?.slot(id: id), let query = queries[account]?.remove(at: slot) else {
            throw ServiceRefusal(.noItemFound)
        }
        _ = queries[account]?.removeVacantSlots()
        for slot in reportTable.occupied {
            let isAffected = reportTable.keep(at: slot) { $0.plan.queryID == query.id && $0.account == account }
            if isAffected { reportTable.change(at: slot) { report in _ = report.apply(.queryDeleted) } }
        }
        return query
    }

    // MARK: Reports
    /// Stores a validated report, with its first execution planned.
    package mutating func createReport(
        _ plan: ReportPlan, account: AccountID, now: Timestamp, settings: Settings
    ) throws(ServiceRefusal) -> Report {
        try checkQuotas(plan, account: account, now: now, settings: settings)
        var report = Report(plan, account: account, now: now, identifiers: &identifiers)
        if plan.executeNow { immediateRuns[account, default: []].append(now) }
        // The response shows the record at once.
        _ = report.keptJSON(style: settings.recordOptions)
        updateEventQueue(at: reportTable.append(report), settings)
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
        if reportTable.count(where: { $0.status == .active && $0.account == account }) >= quota {
            throw ServiceRefusal(.activeReportQuota(limit: quota))
        }
    }

    /// The reports of all accounts, in order of creation.
    package var reports: [Report] { reportTable.all }

    /// Returns the number of reports of an account, and how many of them are active.
    package func reportCount(of account: AccountID) -> (all: Int, active: Int) {
        (
            reportTable.count { $0.account == account },
            reportTable.count { $0.account == account && $0.status == .active }
        )
    }

    /// The number of reports of all accounts.
    package var reportTotal: Int { reportTable.count }

    /// A number that every change of a report increases.
    package var reportsVersion: Int { reportTable.version }

    /// Returns a number that every change of a report increases; nil if there is no report with the identifier.
    package func reportVersion(id: String, account: AccountID) -> Int? {
        slot(id: id, account: account).map { reportTable.version(at: $0) }
    }

    /// Returns the JSON of an account's reports, oldest first.
    ///
    /// It selects those with one of the identifiers and under the condition; nil selects all.
    package mutating func reportJSON(
        of account: AccountID, ids: [String]? = nil, style: RecordOptions, where condition: ((Report) -> Bool)? = nil
    ) -> [[UInt8]] {
        reportTable.slots(ids: ids).compactMap { slot in
            reportTable.keep(at: slot) { report in
                guard report.account == account, condition.map({ $0(report) }) != false else { return nil }
                return report.keptJSON(style: style)
            }
        }
    }

    /// Returns the report with an identifier, ignoring letter case; nil if there is none.
    package func report(id: String, account: AccountID) -> Report? {
        slot(id: id, account: account).map { reportTable[$0] }
    }

    private func slot(id: String, account: AccountID) -> Int? {
        reportTable.slot(id: id).flatMap { reportTable[$0].account == account ? $0 : nil }
    }

    /// Changes a report with a closure.
    package mutating func changeReport(
        id: String, account: AccountID, settings: Settings,
        _ change: (inout Report, inout IdentifierSource) throws(ServiceRefusal) -> Void
    ) throws(ServiceRefusal) -> Report {
        guard let slot = slot(id: id, account: account) else { throw ServiceRefusal(.noItemFound) }
        var source = identifiers
        defer { identifiers = source }
        let style = settings.recordOptions
        let changed = try reportTable.change(at: slot) { (report) throws(ServiceRefusal) in
            try change(&report, &source)
            // The response shows the record at once.
            _ = report.keptJSON(style: style)
            return report
        }
        updateEventQueue(at: slot, settings)
        return changed
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
        guard let slot = slot(id: id, account: account) else { throw ServiceRefusal(.noItemFound) }
        let report = reportTable.remove(at: slot)
        var ended = report
        ended.end()
        callbacks.drop(reportID: report.id)
        eventQueue.set(due: nil, for: slot)
        if reportTable.removeVacantSlots() { rebuildEventQueue(settings) }
        return report
    }

    /// Forgets every JSON that is kept with a record, so that a test can compare it with one made again.
    package mutating func forgetJSON() {
        for account in queries.keys {
            for slot in queries[account]?.occupied ?? [] { queries[account]?.keep(at: slot) { $0.forgetJSON() } }
        }
        for slot in reportTable.occupied { reportTable.keep(at: slot) { $0.forgetJSON() } }
    }

    // MARK: Executions

    /// Returns the executions of reports that a call shows, in the order of the identifiers.
    ///
    /// A report is returned once, even if its identifier is repeated.
    package mutating func executions(
        ofReports ids: [String], account: AccountID, _ filter: ExecutionFilter, now: Timestamp, settings: Settings
    ) -> [SelectedExecutions] {
        var slots: [Int] = []
        for id in ids {
            guard let slot = slot(id: id, account: account), !slots.contains(slot) else { continue }
            slots.append(slot)
        }
        return slots.map { slot in
            reportTable.keep(at: slot) { SelectedExecutions($0, filter, now: now, settings: settings) }
        }
    }

    /// The place of an execution: the slot of its report and the index among its executions.
    private struct ExecutionPlace: Sendable {
        let slot: Int
        let index: Int
    }

    /// The number of places that are remembered; past it all are forgotten.
    static let executionPlaceLimit = 4096

    /// Returns an execution by identifier with its report; nil if it does not exist or is past its retention.
    package mutating func execution(id: String, at now: Timestamp) -> (report: Report, execution: Execution)? {
        guard let uuid = UUIDValue(id), uuid.description == id, let place = place(of: uuid) else { return nil }
        let report = reportTable[place.slot]
        let execution = report.executions[place.index]
        return execution.isInHistory(at: now) ? (report, execution) : nil
    }

    private mutating func place(of uuid: UUIDValue) -> ExecutionPlace? {
        if let place = executionPlaces[uuid], reportTable.isOccupied(place.slot) {
            let isThere = reportTable.keep(at: place.slot) {
                $0.executions.indices.contains(place.index) && $0.executions[place.index].uuid == uuid
            }
            if isThere { return place }
        }
        for slot in reportTable.occupied {
            guard let index = reportTable.keep(at: slot, { $0.executions.firstIndex { $0.uuid == uuid } }) else {
                continue
            }
            if executionPlaces.count >= Self.executionPlaceLimit { executionPlaces = [:] }
            let place = ExecutionPlace(slot: slot, index: index)
            executionPlaces[uuid] = place
            return place
        }
        return nil
    }
}
