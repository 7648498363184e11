import InsightsAPI
import InsightsQuery
import InsightsRandomness
import InsightsTime
import Testing

@testable import InsightsReports

/// A tenant's state with its clock, driven without requests: hours in, states out.
struct StateHarness {
    var state = ServiceState(seed: 1, tenantID: "tenant")
    var settings = Settings()
    private(set) var now: Timestamp
    let account = AccountID(program: .cmp, user: "1234")

    /// A query of a dataset with one column.
    private static let query: PreparedQuery? = {
        let text = "SELECT OrderId FROM ISVOrder"
        let schema = TableSchema(name: "ISVOrder", columns: [ColumnSchema(name: "OrderId", type: .string)], metrics: [])
        return (try? Catalog([schema]).prepare(text)).map {
            PreparedQuery(text: text, bound: $0, minimumInterval: nil)
        }
    }()

    init(at now: String = "2021-01-01T00:00:00Z", runMinutes: Int = 0) {
        self.now = Timestamp(now) ?? Timestamp(secondsSinceEpoch: 0)
        settings.runDuration = .seconds(runMinutes * 60)
        settings.activeReportQuota = nil
        settings.executeNowQuota = nil
    }

    /// Lets time pass.
    mutating func wait(minutes: Int = 0, hours: Int = 0) {
        now = now.adding(seconds: hours * 3600 + minutes * 60)
        state.processEvents(until: now, settings: settings)
    }

    /// Schedules a report whose first slot is some hours ahead.
    @discardableResult
    mutating func schedule(
        inHours hours: Int = 4, every interval: Int = 4, count: Int? = nil, queryID: String = "query",
        callbackURL: String? = nil, end: Timestamp? = nil
    ) -> String {
        create(
            ReportSchedule(start: now.adding(hours: hours), intervalHours: interval, count: count, end: end),
            executeNow: false,
            queryID: queryID, callbackURL: callbackURL)
    }

    /// Makes a report that runs at once.
    @discardableResult
    mutating func executeNow(queryID: String = "query", callbackURL: String? = nil) -> String {
        create(
            ReportSchedule(start: now, intervalHours: 0, count: 1), executeNow: true, queryID: queryID,
            callbackURL: callbackURL)
    }

    private mutating func create(
        _ schedule: ReportSchedule, executeNow: Bool, queryID: String, callbackURL: String?
    ) -> String {
        guard let query = Self.query else { return "" }
        let plan = ReportPlan(
            name: "report", queryID: queryID, query: query, executeNow: executeNow, schedule: schedule,
            callbackURL: callbackURL, callbackMethod: callbackURL == nil ? nil : .post,
            format: .csv)
        let report = try? state.createReport(plan, account: account, now: now, settings: settings)
        return report?.id ?? ""
    }

    /// Pauses a report; false if that is refused.
    @discardableResult
    mutating func pause(_ id: String) -> Bool {
        let now = now
        return change(id) { (report, _) throws(ServiceRefusal) in
            try report.check(.paused)
            report.pause(at: now)
        }
    }

    /// Resumes a report; false if that is refused.
    @discardableResult
    mutating func resume(_ id: String) -> Bool {
        (try? state.resumeReport(id: id, account: account, now: now, settings: settings)) != nil
    }

    /// Gives a report a schedule that starts some hours ahead.
    @discardableResult
    mutating func update(_ id: String, inHours hours: Int, every interval: Int = 4, count: Int? = nil) -> Bool {
        let schedule = ReportSchedule(start: now.adding(hours: hours), intervalHours: interval, count: count)
        return change(id) { report, identifiers in report.reschedule(schedule, identifiers: &identifiers) }
    }

    private mutating func change(
        _ id: String, _ body: (inout Report, inout IdentifierSource) throws(ServiceRefusal) -> Void
    ) -> Bool {
        (try? state.changeReport(id: id, account: account, settings: settings, body)) != nil
    }

    /// Deletes a report; false if there is none.
    @discardableResult
    mutating func delete(_ id: String) -> Bool {
        (try? state.deleteReport(id: id, account: account, settings: settings)) != nil
    }

    /// Stores a query and returns its identifier.
    mutating func storeQuery() throws -> String {
        let query = try #require(Self.query)
        return try state.createQuery(
            CreateQueryRequest(name: "query", query: query.text), query, account: account, now: now, settings: settings
        ).id
    }

    func report(_ id: String) -> Report? { state.report(id: id, account: account) }

    func status(_ id: String) -> ReportStatus? { report(id)?.status }

    /// Returns the states of a report's runs, oldest first.
    func runs(_ id: String) -> [ExecutionStatus] { report(id)?.executions.map(\.status) ?? [] }

    /// Returns the hours from an instant to the slot of the waiting run.
    func hoursToNextSlot(_ id: String, from instant: Timestamp) -> Int? {
        guard let last = report(id)?.executions.last, last.isWaiting else { return nil }
        return (last.slot.secondsSinceEpoch - instant.secondsSinceEpoch) / 3600
    }
}
