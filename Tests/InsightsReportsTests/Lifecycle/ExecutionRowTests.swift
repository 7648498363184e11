import InsightsAPI
import Testing

@testable import InsightsReports

/// One scenario per row of the runs' table.
@Suite("Life cycle: every row of the executions' table")
struct ExecutionRowTests {
    typealias Table = LifecycleTable<ExecutionStatus, ExecutionEvent>

    /// The calls that lead to a state of a run, and the call that is the event.
    struct Scenario: Sendable {
        let from: ExecutionStatus?
        let event: ExecutionEvent
        let prepare: @Sendable (inout StateHarness) -> String
        let act: @Sendable (inout StateHarness, String) -> Void
    }

    private static let none: @Sendable (inout StateHarness, String) -> Void = { _, _ in }
    private static let delete: @Sendable (inout StateHarness, String) -> Void = { harness, id in harness.delete(id) }
    private static let moveStart: @Sendable (inout StateHarness, String) -> Void = { harness, id in
        harness.update(id, inHours: 9)
    }
    private static let useUp: @Sendable (inout StateHarness, String) -> Void = { harness, id in
        harness.update(id, inHours: 9, count: 1)
    }

    private static let pending: @Sendable (inout StateHarness) -> String = { $0.schedule() }

    private static let paused: @Sendable (inout StateHarness) -> String = { harness in
        let id = harness.schedule()
        harness.pause(id)
        return id
    }

    private static let running: @Sendable (inout StateHarness) -> String = { harness in
        harness.settings.runDuration = .seconds(3600)
        let id = harness.schedule(count: 1)
        harness.wait(hours: 4)
        return id
    }

    private static let completed: @Sendable (inout StateHarness) -> String = { harness in
        let id = harness.executeNow()
        harness.wait()
        return id
    }

    /// One run has been, the next is to come.
    private static let second: @Sendable (inout StateHarness) -> String = { harness in
        let id = harness.schedule()
        harness.wait(hours: 4)
        return id
    }

    static let scenarios: [Scenario] = [
        Scenario(from: nil, event: .planned, prepare: pending, act: none),
        Scenario(
            from: nil, event: .plannedWhilePaused,
            prepare: { harness in
                let id = running(&harness)
                harness.pause(id)
                return id
            }, act: moveStart),
        Scenario(from: .pending, event: .slotComes, prepare: pending) { harness, _ in
            harness.settings.runDuration = .seconds(3600)
            harness.wait(hours: 4)
        },
        Scenario(from: .running, event: .runTimeIsOver, prepare: running) { harness, _ in harness.wait(hours: 1) },
        Scenario(from: .pending, event: .reportPaused, prepare: pending) { harness, id in harness.pause(id) },
        Scenario(from: .paused, event: .reportResumed, prepare: paused) { harness, id in harness.resume(id) },
        Scenario(from: .pending, event: .startMoved, prepare: pending, act: moveStart),
        Scenario(from: .paused, event: .startMoved, prepare: paused, act: moveStart),
        Scenario(from: .pending, event: .countUsedUp, prepare: second, act: useUp),
        Scenario(
            from: .paused, event: .countUsedUp,
            prepare: { harness in
                let id = second(&harness)
                harness.pause(id)
                return id
            }, act: useUp),
        Scenario(from: .pending, event: .reportDeleted, prepare: pending, act: delete),
        Scenario(from: .paused, event: .reportDeleted, prepare: paused, act: delete),
        Scenario(from: .running, event: .reportDeleted, prepare: running, act: delete),
        Scenario(from: .completed, event: .reportDeleted, prepare: completed, act: delete),
        Scenario(from: .completed, event: .outOfHistory, prepare: completed) { harness, _ in
            harness.wait(minutes: 1, hours: 90 * 24)
        },
    ]

    @Test("Each row has one scenario")
    func complete() {
        #expect(Self.scenarios.count == Table.executions.rows.count)
        for row in Table.executions.rows {
            #expect(Self.scenarios.contains { $0.from == row.from && $0.event == row.event })
        }
    }

    @Test("The event leads to the state of the row", arguments: scenarios.indices)
    func row(_ index: Int) throws {
        let scenario = Self.scenarios[index]
        let row = try #require(Table.executions.row(from: scenario.from, on: scenario.event))
        var harness = StateHarness()
        let id = scenario.prepare(&harness)
        let before = try #require(harness.report(id)?.executions.last)
        if let from = scenario.from { #expect(before.status == from) }
        scenario.act(&harness, id)
        if scenario.event == .plannedWhilePaused {
            #expect(harness.runs(id) == [.running, .paused])
        } else if let found = harness.state.execution(id: before.id, at: harness.now) {
            #expect(found.execution.status == row.to)
        } else {
            #expect(row.to == nil)
        }
    }
}
