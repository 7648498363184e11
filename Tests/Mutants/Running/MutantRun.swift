import Glibc
import InsightsContracts
import InsightsHTTP
import InsightsSimulator
import InsightsTesting
private import Synchronization

/// Runs the contracts against the right simulator and against every mutant.
struct MutantRun: Sendable {
    /// The contracts, each in the first edition it holds for, in both programs.
    let cases: [ContractCase]
    private let pool = SimulatorPool()

    init(_ suite: ContractSuite) {
        cases = ContractEdition.allCases.flatMap { edition in
            suite.cases(edition: edition) { $0.editions.first == edition }
        }
    }

    /// Something that makes the matrix worth nothing.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Plays every case on the right simulator.
    ///
    /// - Returns: the exchanges of each case.
    /// - Throws: `Failure`, if a case does not pass.
    func playRight() async throws(Failure) -> [[Exchange]] {
        let recorders = cases.map { _ in ExchangeRecorder() }
        let verdicts = await parallel(cases.count) { index in
            await verdict(of: cases[index], for: nil) { place in recorders[index].recording(place.simulator) }
        }
        let failures = failures(of: verdicts)
        guard failures.isEmpty else {
            throw Failure(
                description: "the right simulator must pass every contract first:\n" + failures.joined(separator: "\n"))
        }
        return recorders.map(\.exchanges)
    }

    /// Plays every case on every mutant that could make a difference to it.
    ///
    /// - Parameters:
    ///   - mutants: the mutants.
    ///   - exchanges: what `playRight` returned.
    ///   - progress: hears how many runs are done, of how many.
    /// - Returns: who killed whom.
    /// - Throws: `Failure`, if a case could not be judged.
    func kill(
        _ mutants: [Mutant], after exchanges: [[Exchange]], progress: @escaping @Sendable (Int, Int) -> Void
    ) async throws(Failure) -> KillMatrix {
        let runs = await parallel(mutants.count) { mutant in
            cases.indices.filter { exchanges[$0].contains(where: mutants[mutant].mayChange) }
        }
        .enumerated().flatMap { mutant, items in items.map { (mutant: mutant, item: $0) } }
        let done = Atomic(0)
        let verdicts = await parallel(runs.count) { index in
            let mutant = mutants[runs[index].mutant]
            let verdict = await verdict(of: cases[runs[index].item], for: mutant) { place in
                MutantHandler(mutant, around: place.simulator, place.receiver)
            }
            progress(done.add(1, ordering: .relaxed).newValue, runs.count)
            return verdict
        }
        var matrix = KillMatrix(mutants: mutants, contracts: cases.map(\.contract))
        for (run, verdict) in zip(runs, verdicts) {
            switch verdict {
            case .passed: break
            case .failed: matrix.note(cases[run.item].contract.id, killed: mutants[run.mutant].name)
            case .reported, .skipped, .broken:
                throw Failure(
                    description: "\(mutants[run.mutant].name), \(cases[run.item].id): \(Self.words(verdict))")
            }
        }
        return matrix
    }

    /// Plays one case and says what came of it, for a look at one mutant.
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
        of item: ContractCase, for mutant: Mutant?,
        handler: @escaping @Sendable (SimulatorPool.Place) -> any HTTPHandler
    ) async -> ContractResult.Verdict {
        let target = SimulatorTarget(name: mutant?.name ?? "the right simulator") {
            (edition, settings) throws(TargetError) in
            let place = try pool.place(edition, settings, for: mutant)
            return SimulatorTarget.Environment(
                baseURL: place.simulator.baseURL, transport: InProcessTransport(handler(place)),
                receiver: place.receiver)
        }
        return await ContractRunner(target).run(item).verdict
    }

    private static func words(_ verdict: ContractResult.Verdict) -> String {
        switch verdict {
        case .passed: "passed"
        case .failed(let failure), .reported(let failure): "\(failure)"
        case .skipped(let reason): "skipped: \(reason)"
        case .broken(let reason): "broken: \(reason)"
        }
    }

    /// Does something for each number, on all cores.
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

/// Keeps the exchanges of one case.
private final class ExchangeRecorder: Sendable {
    private let kept = Mutex<[Exchange]>([])

    var exchanges: [Exchange] { kept.withLock { $0 } }

    func recording(_ handler: any HTTPHandler) -> any HTTPHandler { Recording(recorder: self, handler: handler) }

    private struct Recording: HTTPHandler {
        let recorder: ExchangeRecorder
        let handler: any HTTPHandler

        func handle(_ request: HTTPRequest) -> HTTPReply {
            let answer = Answer(handler.respond(to: request))
            recorder.kept.withLock { $0.append(Exchange(asked: Asked(request), answer: answer)) }
            return .response(answer.response)
        }
    }
}
