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
        let prepare: @Sendable (inout StateHarness) throws -> String
        let act: @Sendable (inout StateHarness, String) throws -> Void
    }

    private static let active: @Sendable (inout StateHarness) throws -> String = { harness in
        harness.schedule(inHours: 4, every: 4, count: 3, queryID: try harness.storeQuery())
    }

    private static let paused: @Sendable (inout StateHarness) throws -> String = { harness in
        let id = try active(&harness)
        harness.wait(hours: 5)
        harness.pause(id)
        return id
    }

    private static let inactive: @Sendable (inout StateHarness) throws -> String = { harness in
        let id = try active(&harness)
        harness.wait(hours: 12)
        return id
    }

    private static let pausedDuringLastRun: @Sendable (inout StateHarness) throws -> String = { harness in
        harness.settings.runDuration = .seconds(3600)
        let id = try active(&harness)
        harness.wait(hours: 12)
        harness.pause(id)
        return id
    }

    private static let deleteQuery: @Sendable (inout StateHarness, String) throws -> Void = { harness, id in
        let query = harness.report(id)?.plan.queryID ?? ""
        _ = try harness.state.deleteQuery(id: query, account: harness.account)
    }

    static let scenarios: [Scenario] = [
        Scenario(from: nil, event: .created, prepare: active, act: { _, _ in }),
        Scenario(from: .active, event: .lastRunCompleted, prepare: active) { harness, _ in harness.wait(hours: 12) },
        Scenario(from: .active, event: .paused, prepare: active) { harness, id in harness.pause(id) },
        Scenario(from: .paused, event: .paused, prepare: paused) { harness, id in harness.pause(id) },
        Scenario(from: .paused, event: .resumed, prepare: paused) { harness, id in harness.resume(id) },
        Scenario(from: .active, event: .resumed, prepare: active) { harness, id in harness.resume(id) },
        Scenario(from: .paused, event: .resumedAfterLast, prepare: pausedDuringLastRun) { harness, id in
            harness.wait(hours: 2)
            harness.resume(id)
        },
        Scenario(from: .active, event: .updated, prepare: active) { harness, id in harness.update(id, inHours: 9) },
        Scenario(from: .paused, event: .updated, prepare: paused) { harness, id in harness.update(id, inHours: 9) },
        Scenario(from: .inactive, event: .updated, prepare: inactive) { harness, id in harness.update(id, inHours: 9) },
        Scenario(
            from: .active, event: .countUsedUp,
            prepare: { harness in
                let id = try active(&harness)
                harness.wait(hours: 5)
                return id
            },
            act: { harness, id in harness.update(id, inHours: 9, count: 1) }),
        Scenario(from: .paused, event: .countUsedUp, prepare: paused) { harness, id in
            harness.update(id, inHours: 9, count: 1)
        },
        Scenario(from: .active, event: .queryDeleted, prepare: active, act: deleteQuery),
        Scenario(from: .paused, event: .queryDeleted, prepare: paused, act: deleteQuery),
        Scenario(from: .inactive, event: .queryDeleted, prepare: inactive, act: deleteQuery),
        Scenario(from: .active, event: .deleted, prepare: active) { harness, id in harness.delete(id) },
        Scenario(from: .paused, event: .deleted, prepare: paused) { harness, id in harness.delete(id) },
        Scenario(from: .inactive, event: .deleted, prepare: inactive) { harness, id in harness.delete(id) },
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
        var harness = StateHarness()
        let id = try scenario.prepare(&harness)
        if let from = scenario.from { #expect(harness.status(id) == from) }
        try scenario.act(&harness, id)
        #expect(harness.status(id) == row.to)
    }

    @Test("An Inactive report can neither be paused nor resumed")
    func refusals() throws {
        var harness = StateHarness()
        let id = try Self.inactive(&harness)
        let responses = (harness.pause(id), harness.resume(id))
        #expect(responses == (false, false))
        #expect(harness.status(id) == .inactive)
    }
}
