import InsightsAPI
import InsightsQuery
import InsightsRandomness
import InsightsTime
import Testing

@testable import InsightsReports

@Suite("Life cycle: random walks")
struct LifecycleWalkTests {
    /// A walk: a seed, and how long runs take, in half hours.
    struct Walk: Sendable, CustomTestStringConvertible {
        let seed: UInt64
        let runTime: Int
        var testDescription: String { "seed \(seed), runs of \(runTime) half hours" }
    }

    static let walks = [
        Walk(seed: 1, runTime: 0), Walk(seed: 2, runTime: 1), Walk(seed: 3, runTime: 3), Walk(seed: 4, runTime: 8),
        Walk(seed: 5, runTime: 61),
    ]

    @Test("10,000 steps agree with a model that steps through every half hour", arguments: walks)
    func walk(_ walk: Walk) throws {
        var walker = Walker(walk)
        for step in 0..<10_000 {
            let action = try walker.step()
            let depth = step % 100 == 0 ? Int.max : 4
            guard walker.difference(depth: depth) == nil else {
                Issue.record("step \(step), \(action): \(walker.difference(depth: depth) ?? "")")
                return
            }
        }
        // A walk that never got anywhere would agree, too.
        #expect(walker.seen == [.active, .paused, .inactive])
        #expect(walker.completedRuns > 200)
    }
}

/// Takes the same random steps in the simulator's state and in the model.
private struct Walker {
    private var harness: StateHarness
    private var model: TickModel
    private var random: IdentifierSource
    private var ids: [String] = []
    private let start: Timestamp
    private(set) var seen: Set<ReportStatus> = []
    private(set) var completedRuns = 0

    init(_ walk: LifecycleWalkTests.Walk) {
        harness = StateHarness(runMinutes: walk.runTime * 30)
        model = TickModel(runTime: walk.runTime)
        random = IdentifierSource(seed: walk.seed, purpose: "random walk")
        start = harness.now
    }

    private mutating func pick(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(random.next() % UInt64(range.count))
    }

    /// Takes one step, and says which.
    mutating func step() throws -> String {
        var action = "wait"
        if ids.isEmpty || pick(0...9) == 0 && ids.count < 8 {
            action = create()
        } else {
            let index = pick(0...ids.count - 1)
            switch pick(0...11) {
            case 0: action = pause(index)
            case 1, 2: action = resume(index)
            case 3: action = update(index)
            case 4 where ids.count > 4 || pick(0...9) == 0: action = delete(index)
            case 5: try forgetQuery()
            case 6 where pick(0...19) == 0: wait(pick(500...5000))
            default: wait(pick(0...30))
            }
        }
        wait(0)
        for report in model.reports { seen.insert(report.status) }
        completedRuns = max(completedRuns, model.reports.reduce(0) { $0 + $1.used })
        return action
    }

    private mutating func wait(_ ticks: Int) {
        harness.wait(minutes: ticks * 30)
        model.wait(ticks)
    }

    private mutating func create() -> String {
        if pick(0...3) == 0 {
            ids.append(harness.executeNow())
            model.executeNow()
            return "ExecuteNow"
        }
        let (hours, interval, count) = randomSchedule()
        ids.append(harness.schedule(inHours: hours, every: interval, count: count))
        model.schedule(inTicks: hours * 2, every: interval * 2, count: count)
        return "create in \(hours) h, every \(interval) h, count \(String(describing: count))"
    }

    private mutating func randomSchedule() -> (hours: Int, interval: Int, count: Int?) {
        (pick(4...40), pick(4...(pick(0...5) == 0 ? 2160 : 12)), pick(0...2) == 0 ? nil : pick(1...9))
    }

    private mutating func update(_ index: Int) -> String {
        let (hours, interval, count) = randomSchedule()
        harness.update(ids[index], inHours: hours, every: interval, count: count)
        model.update(index, inTicks: hours * 2, every: interval * 2, count: count)
        return "update \(index): in \(hours) h, every \(interval) h, count \(String(describing: count))"
    }

    private mutating func pause(_ index: Int) -> String {
        let found = harness.pause(ids[index])
        return "pause \(index)" + (found == model.pause(index) ? "" : ", refused by one")
    }

    private mutating func resume(_ index: Int) -> String {
        let found = harness.resume(ids[index])
        return "resume \(index)" + (found == model.resume(index) ? "" : ", refused by one")
    }

    private mutating func delete(_ index: Int) -> String {
        harness.delete(ids.remove(at: index))
        model.reports.remove(at: index)
        return "delete \(index)"
    }

    private mutating func forgetQuery() throws {
        _ = try harness.state.deleteQuery(id: try harness.storeQuery(), account: harness.account)
    }

    /// Returns where the two differ: in states, or in the last `depth` runs of a report.
    func difference(depth: Int) -> String? {
        for (index, id) in ids.enumerated() {
            guard let report = harness.report(id) else { return "report \(index) is gone" }
            let expected = model.reports[index]
            if report.status != expected.status { return "report \(index): \(report.status), not \(expected.status)" }
            let runs = report.executions.suffix(depth).filter { $0.isInHistory(at: harness.now) }.map(run)
            let expectedRuns = expected.past.suffix(depth) + expected.runs
            if !expectedRuns.suffix(runs.count).elementsEqual(runs) || depth == .max && runs.count != expectedRuns.count
            {
                return "report \(index): \(runs.suffix(4)), not \(expectedRuns.suffix(4))"
            }
        }
        return nil
    }

    private func run(_ execution: Execution) -> TickModel.Run {
        func tick(_ instant: Timestamp) -> Int { (instant.secondsSinceEpoch - start.secondsSinceEpoch) / 1800 }
        return TickModel.Run(
            slot: tick(execution.slot), status: execution.status, began: execution.startedTime.map(tick) ?? 0,
            generated: execution.generatedTime.map(tick))
    }
}
