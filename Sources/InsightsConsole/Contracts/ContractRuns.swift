import InsightsAPI
package import InsightsContracts
import InsightsJSON
private import Synchronization

/// The runs of contracts that the console started: one at a time, of which the last ones are kept.
package final class ContractRuns: Sendable {
    /// The number of runs that are kept, the present one included.
    package static let kept = 5
    /// The path of the runs.
    static let path = SimulatorEndpoints.administrationPath("contract-runs")

    private struct State: Sendable {
        var records: [ContractRunRecord] = []
        var task: Task<Void, Never>?
    }

    private let state = Mutex(State())
    private let target: @Sendable () -> any ContractTarget
    private let clock = ContinuousClock()

    /// Creates the runs on a target, which is made for each.
    package init(on target: @escaping @Sendable () -> any ContractTarget) {
        self.target = target
    }

    /// Starts a run; returns it as it begins.
    func start(
        _ cases: [ContractCase], request: JSONObject, references: ContractReferences?
    ) throws(ContractRouteError) -> JSONValue {
        let start = clock.now
        let outcome = state.withLock { state -> Result<ContractRunRecord, ContractRouteError> in
            if let last = state.records.last, last.state == .running { return .failure(.busy(run: last.number)) }
            let record = ContractRunRecord(
                number: (state.records.last?.number ?? 0) + 1, request: request, total: cases.count,
                references: references, start: start)
            state.records = state.records.suffix(Self.kept - 1) + [record]
            state.task = Task.detached { [self] in await run(cases) }
            return .success(record)
        }
        return .object(try outcome.get().summary(now: start))
    }

    private func run(_ cases: [ContractCase]) async {
        _ = await ContractRunner(target()).run(cases) { result in
            changeLast { $0.add(result) }
        }
        let isCancelled = Task.isCancelled
        changeLast { $0.end(isCancelled: isCancelled, at: clock.now) }
    }

    /// Changes the record of the only run that is not at its end.
    private func changeLast(_ change: (inout ContractRunRecord) -> Void) {
        state.withLock { state in
            guard var last = state.records.popLast() else { return }
            change(&last)
            state.records.append(last)
        }
    }

    /// Returns the kept runs without their results, the latest first.
    func list() -> JSONValue {
        let now = clock.now
        return .object([
            "kept": .integer(Self.kept),
            "runs": .array(state.withLock { $0.records }.reversed().map { .object($0.summary(now: now)) }),
        ])
    }

    /// Returns a run with its results after the first ones.
    func run(_ name: String, after first: Int) throws(ContractRouteError) -> JSONValue {
        try record(name).json(after: first, now: clock.now)
    }

    /// Cancels a run if it is not at its end, and returns it without its results.
    func cancel(_ name: String) throws(ContractRouteError) -> JSONValue {
        let record = try record(name)
        if record.state == .running { end() }
        return .object(record.summary(now: clock.now))
    }

    /// Cancels what runs.
    package func end() { state.withLock { $0.task }?.cancel() }

    /// Waits for the end of what runs.
    package func ended() async { await state.withLock { $0.task }?.value }

    private func record(_ name: String) throws(ContractRouteError) -> ContractRunRecord {
        let records = state.withLock { $0.records }
        guard let record = records.first(where: { String($0.number) == name }) else {
            throw .unknownRun(name, kept: records.map(\.number))
        }
        return record
    }
}
