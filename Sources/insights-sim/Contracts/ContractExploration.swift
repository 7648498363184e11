import InsightsAPI
import InsightsContracts
import InsightsJSON
import InsightsServer
import Synchronization

/// Random walks against a target (`contracts explore`).
struct ContractExploration {
    static let options: [CommandSpecification.Option] = [
        .init(
            name: "--steps", value: "N",
            summary: "explore: random calls in a walk, 1 to \(stepRange.upperBound) (default \(defaultSteps))"),
        .init(
            name: "--walks", value: "N",
            summary: "explore: walks of each program, 1 to \(walkRange.upperBound) (default \(defaultWalks))"),
        .init(
            name: "--seed", value: "N",
            summary: "explore: seed of the walks; the same seed takes the same walks (default: random)"),
        .init(
            name: "--clients", value: "N",
            summary:
                "explore: instead, N clients at a time call the same records, \(clientRange.lowerBound) to \(clientRange.upperBound)"
        ),
        .init(
            name: "--out", value: "DIR",
            summary: "explore: write a failing walk, shrunk, to a folder of contracts, with a case file of its traffic"),
    ]

    private static let stepRange = 1...1000
    private static let walkRange = 1...10_000
    private static let clientRange = 2...8
    private static let defaultSteps = 60
    private static let defaultWalks = 20

    /// Returns whether an option of the command applies to walks.
    static func accepts(_ option: String) -> Bool {
        (options + TargetOptions.options).contains { $0.name == option && $0.name != "--report-card" }
            || ["--edition", "--program"].contains(option)
    }

    private let steps: Int
    private let walks: Int
    private let seed: Int
    private let clients: Int?
    private let folder: String?
    private let edition: Edition
    private let programs: [PartnerProgram]
    private let target: TargetOptions
    private let terminal: Terminal

    init(_ arguments: ParsedArguments, terminal: Terminal) throws(UsageError) {
        steps = try arguments.integer("--steps", in: Self.stepRange) ?? Self.defaultSteps
        walks = try arguments.integer("--walks", in: Self.walkRange) ?? Self.defaultWalks
        seed = try arguments.integer("--seed", in: 0...Int.max) ?? Int.random(in: 0..<1_000_000)
        clients = try arguments.integer("--clients", in: Self.clientRange)
        folder = arguments["--out"]
        if clients != nil {
            for name in ["--steps", "--out"] where arguments[name] != nil {
                throw .configuration("'\(name)' does not apply with '--clients'")
            }
        }
        edition = try arguments.choice("--edition", of: Edition.self) ?? .year2021
        let program = try arguments.choice("--program", of: PartnerProgram.self)
        programs = program.map { [$0] } ?? PartnerProgram.allCases
        target = try TargetOptions(arguments, program: program)
        self.terminal = terminal
    }

    func run() async throws(UsageError) -> ExitCode {
        guard let connection = try await target.connect(terminal) else { return .unreachable }
        defer { connection.stop() }
        var walked = connection.target
        if var simulator = walked as? SimulatorTarget {
            // A walk lists everything itself.
            simulator.watchesFrame = false
            walked = simulator
        }
        let explorer = Explorer(
            walked, ownsAccounts: walked is SimulatorTarget, edition: edition,
            seed: UInt64(seed), steps: steps)
        let clock = ContinuousClock()
        let start = clock.now
        if let clients { return try await runConcurrently(explorer, clients: clients) }
        let (outcome, signal) = try await interruptibleOutcome { [walks, programs] in
            let progress = ProgressBar()
            defer { progress?.clear() }
            let total = walks * programs.count
            var done = 0
            do throws(InputError) {
                return .success(
                    try await explorer.run(walks: walks, programs: programs) { _ in
                        done += 1
                        progress?.show(Double(done) / Double(total), "\(done) of \(total) walks")
                    })
            } catch {
                return .failure(.configuration("\(error)"))
            }
        }
        let seconds = (clock.now - start) / .seconds(1)
        if let failure = outcome.failure { try await show(failure, explorer.target) }
        return signal.map(ExitCode.ofSignal) ?? summarize(outcome, connection.target.name, seconds: seconds)
    }

    /// Does work that a signal ends early; returns its outcome and, if one arrived, the signal's number.
    private func interruptibleOutcome<Outcome: Sendable>(
        of work: @escaping @Sendable () async -> Result<Outcome, UsageError>
    ) async throws(UsageError) -> (Outcome, signal: Int32?) {
        let result: Result<Outcome, UsageError>
        let signal: Int32?
        do throws(ServerError) {
            (result, signal) = try await SignalCancellation().run(work) { [terminal] number in
                terminal.error("signal \(number): no further walk starts, and created records are deleted")
            }
        } catch {
            throw .configuration("\(error)")
        }
        return (try result.get(), signal)
    }

    private func runConcurrently(_ explorer: Explorer, clients: Int) async throws(UsageError) -> ExitCode {
        let (result, signal) = try await interruptibleOutcome { [walks, programs] in
            do throws(TargetError) {
                return .success(
                    Result<(judged: Int, disorder: Explorer.Disorder?), TargetError>.success(
                        try await explorer.runConcurrently(walks: walks, clients: clients, programs: programs)))
            } catch {
                return .success(.failure(error))
            }
        }
        if let signal { return .ofSignal(signal) }
        switch result {
        case .failure(let error):
            terminal.errorLine("error: \(error)")
            return .unreachable
        case .success(let (judged, disorder)):
            if let disorder { terminal.output("FAILED \(disorder)\n") }
            terminal.output(
                "\(clients) clients at a time from seed \(seed) at \(explorer.target.name): \(judged) records judged, "
                    + (disorder == nil ? "the calls on each have an order" : "one has calls without an order"))
            return disorder == nil ? .success : .failed
        }
    }

    private func show(_ failure: Explorer.Failure, _ target: any ContractTarget) async throws(UsageError) {
        var check = Check(failure.result, .init(command: nil))
        // The file is there only once it is written, and its place is printed then.
        check.file = nil
        let report = CheckReport(suite: "contracts", subject: target.name, checks: [check], seconds: check.seconds)
        terminal.output(TerminalFormat(isColored: terminal.isColored, isVerbose: true).text(of: report))
        terminal.output(
            "The shortest walk that fails (\(failure.file["steps"]?.array?.count ?? 0) of \(failure.stepsBefore) steps, found in \(failure.runs) runs), as a contract:\n"
        )
        terminal.output(JSONWriter.pretty(failure.file))
        guard let folder else { return }
        let path = "\(folder)/explored/walk-\(failure.walk).json"
        try FileIO.makeFolder("\(folder)/explored")
        try FileIO.write(JSONWriter.pretty(failure.file) + "\n", to: path)
        terminal.errorLine(
            "wrote \(path); run it with: insights-sim contracts run --contracts \(ShellWord(folder))\(self.target.commandLine)"
        )
        guard var simulator = target as? SimulatorTarget else { return }
        let traffic = Mutex<JSONValue?>(nil)
        simulator.keepTraffic = { value in traffic.withLock { $0 = value } }
        _ = await ContractRunner(simulator).run(failure.result.item)
        guard let value = traffic.withLock({ $0 }) else { return }
        let casePath = "\(folder)/walk-\(failure.walk).case.json"
        try FileIO.write(JSONWriter.pretty(value) + "\n", to: casePath)
        terminal.errorLine("wrote \(casePath); replay it with: insights-sim case replay \(ShellWord(casePath))")
    }

    private func summarize(_ outcome: Explorer.Outcome, _ name: String, seconds: Double) -> ExitCode {
        let report = CheckReport(outcome.results, subject: name, seconds: seconds)
        let responses = outcome.results.reduce(0) { $0 + $1.judgedResponses }
        for group in report.reasons(.broken) + report.reasons(.skipped) { terminal.errorLine(group.reason) }
        terminal.output(
            "\(outcome.results.count) \(outcome.results.count == 1 ? "walk" : "walks") from seed \(seed) at \(name): \(report.countsText); \(responses) responses compared"
        )
        if report.count(.failed) > 0 { return .failed }
        if report.count(.broken) > 0 { return .unreachable }
        return report.count(.passed) + report.count(.reported) > 0 ? .success : .nothingRan
    }
}
