import Glibc
import InsightsAPI
import InsightsContracts
import InsightsHTTP
import InsightsSimulator
import InsightsTesting
private import Synchronization

/// A runner of the contracts against the correct simulator and against every mutant.
struct MutantRun: Sendable {
    /// The cases: each contract in the first edition to which it applies, for both programs.
    let cases: [ContractCase]
    private let pool = SimulatorPool()

    init(_ suite: ContractSuite) {
        cases = Edition.allCases.flatMap { edition in
            suite.cases(edition: edition) { $0.editions.first == edition }
        }
    }

    /// A failure that makes the matrix invalid.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Runs every case on the correct simulator.
    ///
    /// - Returns: the relevant exchanges of each case.
    /// - Throws: `Failure` if a case does not pass.
    func playRight() async throws(Failure) -> [[Exchange]] {
        let recorders = cases.map { ExchangeRecorder(ownCalls: $0.contract.callCount) }
        let verdicts = await parallel(cases.count) { index in
            await verdict(of: cases[index], for: nil, observer: { _, _, _ in recorders[index].noteOwn() }) { place in
                recorders[index].recording(place.simulator)
            }
        }
        let failures = failures(of: verdicts)
        guard failures.isEmpty else {
            throw Failure(
                description: "the right simulator must pass every contract first:\n" + failures.joined(separator: "\n"))
        }
        return recorders.map(\.exchanges)
    }

    /// Runs cases on every mutant that may affect them, until enough contracts have killed it.
    ///
    /// It then runs the contracts without a kill on further mutants, until each has a kill.
    ///
    /// - Parameters:
    ///   - mutants: the mutants.
    ///   - exchanges: the result of `playRight`.
    ///   - killers: the number of killing contracts after which a mutant needs no more trials.
    ///   - progress: receives the number of completed mutants.
    /// - Returns: the matrix of kills.
    /// - Throws: `Failure` if a case could not be judged.
    func kill(
        _ mutants: [Mutant], after exchanges: [[Exchange]], killers: Int = 1,
        progress: @escaping @Sendable (Int) -> Void
    ) async throws(Failure) -> KillMatrix {
        let trials = Trials(cases: cases, exchanges: exchanges)
        var matrix = KillMatrix(mutants: mutants, contracts: trials.contracts.map { cases[$0[0]].contract })
        let done = Atomic(0)
        let rounds = await parallel(mutants.count) { index in
            var round = Round()
            for contract in trials.contracts.indices where round.killers.count < killers {
                await round.note(contract, outcome(of: mutants[index], trials, contract))
            }
            progress(done.add(1, ordering: .relaxed).newValue)
            return round
        }
        for (mutant, round) in zip(mutants, rounds) {
            if let failure = round.failure { throw Failure(description: "\(mutant.name), \(failure)") }
            for contract in round.killers { matrix.note(trials.contract(contract).id, killed: mutant.name) }
        }
        let idle = trials.contracts.indices.filter { matrix.kills(of: trials.contract($0).id) == 0 }
        let kills = await parallel(idle.count) { index -> Int? in
            // Start at the end: the first mutants have faults that affect everything.
            for mutant in mutants.indices.reversed() where !rounds[mutant].tried.contains(idle[index]) {
                if case .killed = await outcome(of: mutants[mutant], trials, idle[index]) { return mutant }
            }
            return nil
        }
        for (contract, mutant) in zip(idle, kills) {
            guard let mutant else { continue }
            matrix.note(trials.contract(contract).id, killed: mutants[mutant].name)
        }
        return matrix
    }

    /// The results of the trials of one mutant.
    private struct Round: Sendable {
        var killers: [Int] = []
        var tried: Set<Int> = []
        var failure: String?

        mutating func note(_ contract: Int, _ outcome: Outcome) {
            tried.insert(contract)
            switch outcome {
            case .killed: killers.append(contract)
            case .survived: break
            case .notJudged(let reason): failure = failure ?? reason
            }
        }
    }

    private enum Outcome: Sendable {
        case killed
        case survived
        case notJudged(String)
    }

    /// Runs a contract, for both programs, on a mutant.
    private func outcome(of mutant: Mutant, _ trials: Trials, _ contract: Int) async -> Outcome {
        for index in trials.contracts[contract] where trials.matters(mutant, to: index) {
            let verdict = await verdict(of: cases[index], for: mutant) { place in
                MutantHandler(mutant, around: place.simulator, place.receiver)
            }
            switch verdict {
            // A case that the mutant prevented from completing says nothing about the contract.
            case .passed, .broken: break
            // Without a token the client could not make its call.
            case .failed(let failure) where failure.mismatch.actual.hasPrefix("no token"): break
            case .failed: return .killed
            case .reported, .skipped: return .notJudged("\(cases[index].id): \(Self.words(verdict))")
            }
        }
        return .survived
    }

    /// Runs all cases on one mutant and returns the failures.
    func explain(_ mutant: Mutant) async -> [String] {
        let verdicts = await parallel(cases.count) { index in
            await verdict(of: cases[index], for: mutant) { place in
                MutantHandler(mutant, around: place.simulator, place.receiver)
            }
        }
        return failures(of: verdicts)
    }

    private func failures(of verdicts: [ContractResult.Verdict]) -> [String] {
        zip(cases, verdicts).compactMap { item, verdict in
            if case .passed = verdict { return nil }
            return "\(item.id): \(Self.words(verdict))"
        }
    }

    private func verdict(
        of item: ContractCase, for mutant: Mutant?, observer: ContractRunner.Observer? = nil,
        handler: @escaping @Sendable (SimulatorPool.Place) -> any HTTPHandler
    ) async -> ContractResult.Verdict {
        var item = item
        if case .settings(let more, _) = mutant?.means { item.contract.settings += more }
        let target = SimulatorTarget(name: mutant?.name ?? "the right simulator") { () throws(TargetError) in
            let place = try pool.place(for: mutant)
            return SimulatorTarget.Environment(
                baseURL: place.simulator.baseURL, transport: InProcessTransport(handler(place)),
                receiver: place.receiver)
        }
        return await ContractRunner(target, observer: observer).run(item).verdict
    }

    private static func words(_ verdict: ContractResult.Verdict) -> String {
        switch verdict {
        case .passed: "passed"
        case .failed(let failure), .reported(let failure): "\(failure)"
        case .skipped(let reason): "skipped: \(reason)"
        case .broken(let reason): "broken: \(reason)"
        }
    }

    /// Runs work for each number below `count`, in parallel on all processors.
    private func parallel<Value: Sendable>(
        _ count: Int, _ work: @escaping @Sendable (Int) async -> Value
    ) async -> [Value] {
        await withTaskGroup(of: (Int, Value).self) { group in
            var values = [Value?](repeating: nil, count: count)
            var next = 0
            func start() {
                guard next < count else { return }
                let index = next
                next += 1
                group.addTask { (index, await work(index)) }
            }
            for _ in 0..<max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) { start() }
            for await (index, value) in group {
                values[index] = value
                start()
            }
            return values.compactMap { $0 }
        }
    }
}
