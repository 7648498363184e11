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
        let prepare: @Sendable (inout Ledger) -> String
        let act: @Sendable (inout Ledger, String) -> Void
    }

    private static let none: @Sendable (inout Ledger, String) -> Void = { _, _ in }
    private static let delete: @Sendable (inout Ledger, String) -> Void = { ledger, id in ledger.delete(id) }
    private static let moveStart: @Sendable (inout Ledger, String) -> Void = { ledger, id in
        ledger.update(id, inHours: 9)
    }
    private static let useUp: @Sendable (inout Ledger, String) -> Void = { ledger, id in
        ledger.update(id, inHours: 9, count: 1)
    }

    private static let pending: @Sendable (inout Ledger) -> String = { $0.schedule() }

    private static let paused: @Sendable (inout Ledger) -> String = { ledger in
        let id = ledger.schedule()
        ledger.pause(id)
        return id
    }

    private static let running: @Sendable (inout Ledger) -> String = { ledger in
        ledger.settings.runDuration = .seconds(3600)
        let id = ledger.schedule(count: 1)
        ledger.wait(hours: 4)
        return id
    }

    private static let completed: @Sendable (inout Ledger) -> String = { ledger in
        let id = ledger.executeNow()
        ledger.wait()
        return id
    }

    /// One run has been, the next is to come.
    private static let second: @Sendable (inout Ledger) -> String = { ledger in
        let id = ledger.schedule()
        ledger.wait(hours: 4)
        return id
    }

    static let scenarios: [Scenario] = [
        Scenario(from: nil, event: .planned, prepare: pending, act: none),
        Scenario(
            from: nil, event: .plannedWhilePaused,
            prepare: { ledger in
                let id = running(&ledger)
                ledger.pause(id)
                return id
            }, act: moveStart),
        Scenario(from: .pending, event: .slotComes, prepare: pending) { ledger, _ in
            ledger.settings.runDuration = .seconds(3600)
            ledger.wait(hours: 4)
        },
        Scenario(from: .running, event: .runTimeIsOver, prepare: running) { ledger, _ in ledger.wait(hours: 1) },
        Scenario(from: .pending, event: .reportPaused, prepare: pending) { ledger, id in ledger.pause(id) },
        Scenario(from: .paused, event: .reportResumed, prepare: paused) { ledger, id in ledger.resume(id) },
        Scenario(from: .pending, event: .startMoved, prepare: pending, act: moveStart),
        Scenario(from: .paused, event: .startMoved, prepare: paused, act: moveStart),
        Scenario(from: .pending, event: .countUsedUp, prepare: second, act: useUp),
        Scenario(
            from: .paused, event: .countUsedUp,
            prepare: { ledger in
                let id = second(&ledger)
                ledger.pause(id)
                return id
            }, act: useUp),
        Scenario(from: .pending, event: .reportDeleted, prepare: pending, act: delete),
        Scenario(from: .paused, event: .reportDeleted, prepare: paused, act: delete),
        Scenario(from: .running, event: .reportDeleted, prepare: running, act: delete),
        Scenario(from: .completed, event: .reportDeleted, prepare: completed, act: delete),
        Scenario(from: .completed, event: .outOfHistory, prepare: completed) { ledger, _ in
            ledger.wait(minutes: 1, hours: 90 * 24)
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
        var ledger = Ledger()
        let id = scenario.prepare(&ledger)
        let before = try #require(ledger.report(id)?.executions.last)
        if let from = scenario.from { #expect(before.status == from) }
        scenario.act(&ledger, id)
        if scenario.event == .plannedWhilePaused {
            #expect(ledger.runs(id) == [.running, .paused])
        } else if let found = ledger.state.execution(id: before.id, at: ledger.now) {
            #expect(found.execution.status == row.to)
        } else {
            #expect(row.to == nil)
        }
    }
}
