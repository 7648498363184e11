import InsightsAPI
import Testing

@testable import InsightsReports

/// One scenario per row of the reports' table: it leads to where the row starts, then the row's event happens.
@Suite("Life cycle: every row of the reports' table")
struct ReportRowTests {
    typealias Table = LifecycleTable<ReportStatus, ReportEvent>

    /// The calls that lead to a state, and the call that is the event.
    struct Scenario: Sendable {
        let from: ReportStatus?
        let event: ReportEvent
        let prepare: @Sendable (inout Ledger) throws -> String
        let act: @Sendable (inout Ledger, String) throws -> Void
    }

    private static let active: @Sendable (inout Ledger) throws -> String = { ledger in
        ledger.schedule(inHours: 4, every: 4, count: 3, queryID: try ledger.storeQuery())
    }

    private static let paused: @Sendable (inout Ledger) throws -> String = { ledger in
        let id = try active(&ledger)
        ledger.wait(hours: 5)
        ledger.pause(id)
        return id
    }

    private static let inactive: @Sendable (inout Ledger) throws -> String = { ledger in
        let id = try active(&ledger)
        ledger.wait(hours: 12)
        return id
    }

    private static let pausedDuringLastRun: @Sendable (inout Ledger) throws -> String = { ledger in
        ledger.settings.runDuration = .seconds(3600)
        let id = try active(&ledger)
        ledger.wait(hours: 12)
        ledger.pause(id)
        return id
    }

    private static let deleteQuery: @Sendable (inout Ledger, String) throws -> Void = { ledger, id in
        let query = ledger.report(id)?.plan.queryID ?? ""
        _ = try ledger.state.deleteQuery(id: query, account: ledger.account)
    }

    static let scenarios: [Scenario] = [
        Scenario(from: nil, event: .created, prepare: active, act: { _, _ in }),
        Scenario(from: .active, event: .lastRunCompleted, prepare: active) { ledger, _ in ledger.wait(hours: 12) },
        Scenario(from: .active, event: .paused, prepare: active) { ledger, id in ledger.pause(id) },
        Scenario(from: .paused, event: .paused, prepare: paused) { ledger, id in ledger.pause(id) },
        Scenario(from: .paused, event: .resumed, prepare: paused) { ledger, id in ledger.resume(id) },
        Scenario(from: .active, event: .resumed, prepare: active) { ledger, id in ledger.resume(id) },
        Scenario(from: .paused, event: .resumedAfterLast, prepare: pausedDuringLastRun) { ledger, id in
            ledger.wait(hours: 2)
            ledger.resume(id)
        },
        Scenario(from: .active, event: .updated, prepare: active) { ledger, id in ledger.update(id, inHours: 9) },
        Scenario(from: .paused, event: .updated, prepare: paused) { ledger, id in ledger.update(id, inHours: 9) },
        Scenario(from: .inactive, event: .updated, prepare: inactive) { ledger, id in ledger.update(id, inHours: 9) },
        Scenario(
            from: .active, event: .countUsedUp,
            prepare: { ledger in
                let id = try active(&ledger)
                ledger.wait(hours: 5)
                return id
            },
            act: { ledger, id in ledger.update(id, inHours: 9, count: 1) }),
        Scenario(from: .paused, event: .countUsedUp, prepare: paused) { ledger, id in
            ledger.update(id, inHours: 9, count: 1)
        },
        Scenario(from: .active, event: .queryDeleted, prepare: active, act: deleteQuery),
        Scenario(from: .paused, event: .queryDeleted, prepare: paused, act: deleteQuery),
        Scenario(from: .inactive, event: .queryDeleted, prepare: inactive, act: deleteQuery),
        Scenario(from: .active, event: .deleted, prepare: active) { ledger, id in ledger.delete(id) },
        Scenario(from: .paused, event: .deleted, prepare: paused) { ledger, id in ledger.delete(id) },
        Scenario(from: .inactive, event: .deleted, prepare: inactive) { ledger, id in ledger.delete(id) },
    ]

    @Test("Each row has one scenario")
    func complete() {
        #expect(Self.scenarios.count == Table.reports.rows.count)
        for row in Table.reports.rows {
            #expect(Self.scenarios.contains { $0.from == row.from && $0.event == row.event })
        }
    }

    @Test("The event leads to the state of the row", arguments: scenarios.indices)
    func row(_ index: Int) throws {
        let scenario = Self.scenarios[index]
        let row = try #require(Table.reports.row(from: scenario.from, on: scenario.event))
        var ledger = Ledger()
        let id = try scenario.prepare(&ledger)
        if let from = scenario.from { #expect(ledger.status(id) == from) }
        try scenario.act(&ledger, id)
        #expect(ledger.status(id) == row.to)
    }

    @Test("An Inactive report can neither be paused nor resumed")
    func refusals() throws {
        var ledger = Ledger()
        let id = try Self.inactive(&ledger)
        let answers = (ledger.pause(id), ledger.resume(id))
        #expect(answers == (false, false))
        #expect(ledger.status(id) == .inactive)
    }
}
