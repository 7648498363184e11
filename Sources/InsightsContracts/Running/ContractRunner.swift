import InsightsAPI
import InsightsJSON

/// A runner of cases on a target.
public struct ContractRunner: Sendable {
    /// Receives every call and its response, possibly on several threads.
    public typealias Observer =
        @Sendable (_ item: ContractCase, _ call: ContractCall, _ outcome: ContractResponse) -> Void

    /// The target on which cases run.
    public let target: any ContractTarget
    private let observer: Observer?

    /// Creates a runner; it passes every call to `observer`.
    public init(_ target: any ContractTarget, observer: Observer? = nil) {
        self.target = target
        self.observer = observer
    }

    /// Runs cases, in parallel if the target allows it.
    ///
    /// With `stopsAtFailure`, no case starts after one has failed or was broken. No case starts after the task is
    /// cancelled; running cases then make no further calls, but their changes are undone.
    ///
    /// - Returns: the results in the order of the cases; `report` receives each in that order as soon as possible.
    public func run(
        _ items: [ContractCase], stopsAtFailure: Bool = false, report: (ContractResult) -> Void = { _ in }
    ) async -> [ContractResult] {
        await withTaskGroup(of: (Int, ContractResult).self) { group in
            var results = [ContractResult?](repeating: nil, count: items.count)
            var next = 0
            var reported = 0
            func start() {
                guard next < items.count, !Task.isCancelled else { return }
                let index = next
                next += 1
                group.addTask { (index, await run(items[index])) }
            }
            for _ in 0..<max(1, target.concurrency) { start() }
            for await (index, result) in group {
                results[index] = result
                if stopsAtFailure, result.verdict.isFailure { next = items.count }
                start()
                while reported < results.count, let result = results[reported] {
                    report(result)
                    reported += 1
                }
            }
            return results.compactMap { $0 }
        }
    }

    /// Runs one case.
    public func run(_ item: ContractCase) async -> ContractResult {
        let clock = ContinuousClock()
        let start = clock.now
        var judged = 0
        let verdict = applyKnownDifference(await verdict(item, &judged), item.contract)
        let seconds = (clock.now - start) / .seconds(1)
        return ContractResult(item: item, verdict: verdict, judgedResponses: judged, seconds: seconds)
    }

    /// Reverses the verdict for a known difference at the live service.
    ///
    /// The contract describes the simulator, so it must fail there.
    private func applyKnownDifference(_ verdict: ContractResult.Verdict, _ contract: Contract) -> ContractResult.Verdict
    {
        guard target.expectsKnownDifferences, let difference = contract.difference else { return verdict }
        switch verdict {
        case .failed(let failure), .reported(let failure): return .reported(failure)
        case .passed:
            let mismatch = Mismatch(
                pointer: JSONPointer(), expected: "the known difference '\(difference.id)': \(difference.reason)",
                actual: "none: the service does as the simulator does; remove the difference from the contract")
            return .failed(
                ContractFailure(
                    step: contract.steps.count, repetition: 1, action: "known difference", part: "behaviour",
                    mismatch: mismatch, remarks: [], curl: nil))
        case .skipped, .broken: return verdict
        }
    }

    private func verdict(_ item: ContractCase, _ judged: inout Int) async -> ContractResult.Verdict {
        let environment: any ContractEnvironment
        do throws(TargetError) {
            environment = try await target.open(item)
        } catch {
            return Self.verdict(of: error)
        }
        if environment.callbackURL == nil, ContractRequirements(item.contract).callbacks {
            await environment.close()
            return .skipped(reason: "the target receives no callbacks")
        }
        if let missing = item.contract.operations.first(where: { !environment.subject.offers($0) }) {
            await environment.close()
            return .skipped(reason: "the client does not offer \(missing.rawValue)")
        }
        let verdict: ContractResult.Verdict
        do throws(TargetError) {
            var runner = try await StepRunner(
                item, environment, failsOnAssumptions: target.failsOnAssumptions, observer: observer)
            verdict = await runner.run(&judged)
            let ended = runner
            await Self.uninterrupted {
                var runner = ended
                await runner.cleanUp()
            }
        } catch {
            verdict = Self.verdict(of: error)
        }
        await Self.uninterrupted { await environment.close() }
        return verdict
    }

    /// Runs work to its end even if the current task is cancelled, without shortening its waits.
    private static func uninterrupted(_ work: @escaping @Sendable () async -> Void) async {
        await Task { await work() }.value
    }

    static func verdict(of error: TargetError) -> ContractResult.Verdict {
        switch error {
        case .unsupported(let reason): .skipped(reason: Matcher.shortened(reason))
        case .unreachable(let reason): .broken(reason: Matcher.shortened(reason))
        }
    }
}

extension ContractResult.Verdict {
    fileprivate var isFailure: Bool {
        switch self {
        case .failed, .broken: true
        case .passed, .reported, .skipped: false
        }
    }
}

extension Contract {
    /// The operations that the steps call, in order, with duplicates.
    var operations: [Operation] {
        steps.compactMap { step in
            if case .call(let operation, _) = step.action { operation } else { nil }
        }
    }
}
