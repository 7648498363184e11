import Glibc
import InsightsAPI
package import InsightsContracts
private import Synchronization

/// Runs cases against wire mutants of a target.
package struct WireRun: Sendable {
    private let target: any ContractTarget
    private let jobs: Int

    /// Creates a runner.
    ///
    /// - Parameters:
    ///   - target: the target that answers rightly.
    ///   - jobs: the greatest number of mutants that are judged in parallel; nil for one per processor.
    package init(_ target: any ContractTarget, jobs: Int? = nil) {
        self.target = target
        self.jobs = min(
            jobs ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))), target.concurrency > 1 ? .max : 1)
    }

    /// Returns the cases that judge: each contract in the first edition to which it applies.
    package static func cases(of suite: ContractSuite) -> [ContractCase] {
        Edition.allCases.flatMap { edition in suite.cases(edition: edition) { $0.editions.first == edition } }
    }

    /// Runs the cases on the right server.
    package func playRight(_ cases: [ContractCase]) async -> RightRun {
        RightRun(
            await parallel(cases.count, until: nil) { index in
                let session = WireSession([], records: true)
                let judged = cases[index].contract.callCount
                let calls = Atomic(0)
                let result = await ContractRunner(
                    WireTarget(target) { _ in session },
                    observer: { _, _, _ in
                        if calls.add(1, ordering: .relaxed).newValue <= judged { session.noteJudged() }
                    }
                ).run(cases[index])
                return (result, session)
            }.compactMap(\.self))
    }

    /// The greatest number of cases in which a mutant with an exception is tried.
    static let explainedTrials = 20

    /// Judges mutants until a deadline; those that were not begun by then are not judged.
    ///
    /// - Parameters:
    ///   - mutants: the mutants.
    ///   - right: what the right server said.
    ///   - exceptions: the exceptions; a mutant that one names is tried in the likeliest `explainedTrials` cases only.
    ///   - deadline: the instant after which no mutant is begun; nil for none.
    ///   - progress: receives the number of mutants that are done.
    /// - Returns: the verdicts in the order of the mutants.
    package func judge(
        _ mutants: [WireMutant], after right: RightRun, exceptions: WireExceptions = WireExceptions(),
        until deadline: ContinuousClock.Instant? = nil,
        progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) async -> [WireVerdict] {
        let done = Atomic(0)
        let verdicts = await parallel(mutants.count, until: deadline) { index in
            let isExplained = exceptions.entry(for: mutants[index]) != nil
            let outcome = await outcome(
                of: mutants[index], after: right, trials: isExplained ? Self.explainedTrials : .max)
            progress(done.add(1, ordering: .relaxed).newValue)
            return outcome
        }
        return zip(mutants, verdicts).map { WireVerdict(mutant: $0, outcome: $1 ?? .notJudged) }
    }

    private func outcome(of mutant: WireMutant, after right: RightRun, trials: Int) async -> WireVerdict.Outcome {
        var witnesses: [String] = []
        var tried = 0
        for index in right.cases(for: mutant) where tried < trials && right.mayFire(mutant, index) {
            let item = right.played[index].item
            let (verdict, hasFired) = await run(item, [mutant])
            tried += 1
            if let reason = Self.kill(verdict) { return .killed(by: item.id, reason: reason) }
            if hasFired, witnesses.last != item.contract.id { witnesses.append(item.contract.id) }
        }
        return witnesses.isEmpty ? .notApplicable : .survived(seenBy: witnesses)
    }

    /// Returns the cases that refuse none of some mutants for what they claim: they could be left out unnoticed.
    ///
    /// A claim is an expectation that the contract states. A step that only had to succeed does not count, nor does a
    /// failing request for a token. Mutants of one case are tried in an order that mixes their kinds.
    package func idleCases(of mutants: [WireMutant], after right: RightRun) async -> [String] {
        let trials = TrialOrder(mutants)
        return await parallel(right.played.count, until: nil) { index -> String? in
            let item = right.played[index].item
            for mutant in trials.mutants(of: right.played[index].calls) where right.mayFire(mutant, index) {
                if case .failed(let failure) = await run(item, [mutant]).0, failure.isOfClaim(in: item.contract) {
                    return nil
                }
            }
            return item.id
        }.compactMap { $0 ?? nil }
    }

    /// Returns why a case found a mutant out; nil if it did not.
    private static func kill(_ verdict: ContractResult.Verdict) -> String? {
        switch verdict {
        // Without a token the client could not make its call.
        case .failed(let failure) where failure.mismatch.actual.hasPrefix("no token"): nil
        case .failed(let failure): "\(failure)"
        // A case that could not be run to its end says nothing about the contract.
        case .passed, .reported, .skipped, .broken: nil
        }
    }

    private func run(_ item: ContractCase, _ mutants: [WireMutant]) async -> (ContractResult.Verdict, hasFired: Bool) {
        let session = WireSession(mutants)
        let result = await ContractRunner(WireTarget(target) { _ in session }).run(item)
        return (result.verdict, session.hasFired)
    }

    /// Runs every case on a server that is wrong in all points at once.
    ///
    /// - Returns: the cases that refuse it, with the reasons.
    package func refusals(
        of mutants: [WireMutant], after right: RightRun
    ) async -> [(id: String, reason: String)] {
        await parallel(right.played.count, until: nil) { index -> (String, String)? in
            let item = right.played[index].item
            return Self.kill(await run(item, mutants).0).map { (item.id, $0) }
        }.compactMap { $0 ?? nil }
    }

    /// Runs work for each number below `count` in parallel; nil for what was not begun by the deadline.
    private func parallel<Value: Sendable>(
        _ count: Int, until deadline: ContinuousClock.Instant?, _ work: @escaping @Sendable (Int) async -> Value
    ) async -> [Value?] {
        await withTaskGroup(of: (Int, Value).self) { group in
            var values = [Value?](repeating: nil, count: count)
            var next = 0
            func start() {
                guard next < count, deadline.map({ ContinuousClock.now < $0 }) ?? true else { return }
                let index = next
                next += 1
                group.addTask { (index, await work(index)) }
            }
            for _ in 0..<max(1, jobs) { start() }
            for await (index, value) in group {
                values[index] = value
                start()
            }
            return values
        }
    }
}

extension Contract {
    /// The number of calls that the steps make.
    fileprivate var callCount: Int {
        steps.reduce(0) { count, step in
            if case .call = step.action { count + step.repetitions } else { count }
        }
    }
}

extension ContractFailure {
    /// Returns whether the step states what failed, so that it is more than a call that had to succeed.
    fileprivate func isOfClaim(in contract: Contract) -> Bool {
        guard contract.steps.indices.contains(step - 1) else { return false }
        guard !isOfEveryResponse else { return false }
        guard part == "status" else { return !mismatch.actual.hasPrefix("no token") }
        let expectation = contract.steps[step - 1].expectation
        return expectation.statuses != ContractExpectation.success.statuses || expectation.body != nil
            || !expectation.headers.isEmpty
    }
}
