import Glibc
import InsightsContracts
import InsightsFixtures
import InsightsJSON
import InsightsSimulator

/// The command that runs a client repeatedly, each time with a fault in one of its calls.
struct TortureCommand: Command {
    static let specification = CommandSpecification(
        name: "torture", summary: "rerun a command with a fault in each of its calls, one fault per run",
        usage: "[options] -- COMMAND [ARGUMENT ...]", takesCommand: true,
        options: [
            .init(name: "--shallow", value: "N", summary: "run only N of the trials, chosen by the seed"),
            .init(
                name: "--only", value: "CALL:FAULT",
                summary: "run only this trial, such as createReport#2:reset-in-body; repeatable",
                isRepeatable: true),
            .init(
                name: "--timeout", value: "SECONDS",
                summary: "time limit of a trial (default: 10, plus three times the first run)"),
            .init(name: "--require-recovery", value: nil, summary: "count a clean failure of the command as a failure"),
            .init(name: "--output", value: "text|json", summary: "output format (default text)"),
        ] + ReportDestinations.fileOptions + [
            .edition, .serveClock, .speed, .seed, .fixtures, .set, .proxyAllow,
        ],
        examples: [
            "insights-sim torture -- python your_test.py",
            "insights-sim torture --shallow 20 --seed 7 --junit torture.xml -- npm test",
            "insights-sim torture --only createReport#1:reset-in-body -- python your_test.py",
        ],
        exitCodes: [
            (
                .failed,
                "a trial hung, repeated a write or leaked a token; with --require-recovery, also a clean failure"
            ),
            (.unreachable, "the command or the simulator could not start"),
            (.nothingRan, "the command made no call, or no fault was injected"),
        ])

    private enum Output: String, CaseIterable {
        case text
        case json
    }

    private let command: [String]
    private let options: SimulatorOptions
    private let clock: ClockOptions
    private let allowedHosts: [String]
    private let shallow: Int?
    private let only: [String]
    private let timeout: Duration?
    private let requiresRecovery: Bool
    private let output: Output
    private let destinations: ReportDestinations
    private let seed: UInt64
    /// The options that reproduce the conditions of these runs.
    private let words: String
    private let terminal: Terminal

    init(_ arguments: ParsedArguments, terminal: Terminal) throws(UsageError) {
        command = arguments.positionals
        guard !command.isEmpty else { throw .missingArgument("the COMMAND after '--'") }
        options = try SimulatorOptions(arguments, readsClock: false)
        clock = try ClockOptions(arguments)
        allowedHosts = try ServeTLS.allowedHosts(arguments)
        shallow = try arguments.integer("--shallow", in: 1...1_000_000)
        only = arguments.all("--only")
        if shallow != nil, !only.isEmpty { throw .configuration("'--shallow' and '--only' cannot be combined") }
        timeout = try arguments.integer("--timeout", in: 1...Self.longestTimeout).map { .seconds($0) }
        requiresRecovery = arguments.has("--require-recovery")
        output = try arguments.choice("--output", of: Output.self) ?? .text
        destinations = try ReportDestinations(arguments, isAutomatic: false)
        if destinations.usesStandardOutput {
            throw .badValue(
                option: "--report", value: "-", accepted: "a file, because the results go to standard output")
        }
        let seed = options.seed ?? Simulator.randomSeed()
        self.seed = seed
        words = Self.words(arguments, seed: seed)
        self.terminal = terminal
    }

    private static let longestTimeout = 24 * 3600
    /// The time limit of a run in addition to three times the first run: the faults' own delays and a few retries.
    private static let slack = Duration.seconds(10)

    /// Returns the given options that determine a run, quoted for a shell.
    private static func words(_ arguments: ParsedArguments, seed: UInt64) -> String {
        let names = ["--timeout", "--edition", "--clock", "--speed", "--fixtures", "--set", "--proxy-allow"]
        let given = names.flatMap { name in
            arguments.all(name).map { "\(name) \(ShellWord($0))" }
        }
        return (["--seed \(seed)"] + given).joined(separator: " ")
    }

    /// Returns a command that repeats a trial, without the client's arguments, which may contain secrets.
    private func again(_ pair: TortureTrial) -> String {
        let program = "\(ShellWord(command[0]))" + (command.count > 1 ? " ..." : "")
        return "insights-sim torture \(words) --only \(ShellWord(pair.id)) -- \(program)"
    }

    /// The reason to stop before all trials have run.
    private enum Interruption: Error {
        case usage(UsageError)
        case exit(ExitCode)
    }

    func run() throws(UsageError) -> ExitCode {
        do throws(Interruption) {
            return try torture()
        } catch {
            switch error {
            case .usage(let error): throw error
            case .exit(let code): return code
            }
        }
    }

    private func torture() throws(Interruption) -> ExitCode {
        let clientRun = try makeRun()
        let start = ContinuousClock.now
        // Show the output of the first run, which may explain its failure, but keep it apart from the results.
        let first = try attempt(clientRun, pair: nil, output: STDERR_FILENO)
        let duration = start.duration(to: .now)
        let entries = try check(first)
        if let leak = TortureResult.leak(entries) {
            terminal.error("torture: the first run leaks already, and so will the others: \(leak)")
        }
        let limit = timeout ?? duration * 3 + Self.slack
        let plan = TorturePlan(entries)
        let pairs = try choose(plan)
        terminal.error(
            "torture: the first run made \(entries.count) calls; \(pairs.count) of \(plan.pairs.count) runs to come, "
                + "seed \(seed), each ended after \(Self.seconds(limit)) s")
        let results = try tryAll(pairs, clientRun, first: first, limit: limit)
        let report = TortureReport(
            results: results, subject: command[0], seed: seed, callCount: entries.count,
            pairCount: plan.pairs.count, seconds: start.duration(to: .now) / .seconds(1),
            requiresRecovery: requiresRecovery, command: again)
        switch output {
        case .text: terminal.output(report.text)
        case .json: terminal.output(JSONWriter.pretty(report.json))
        }
        do throws(UsageError) {
            try destinations.writeFiles(report.checks, terminal, isOutputTaken: true)
        } catch {
            throw .usage(error)
        }
        if report.exitCode == .nothingRan { terminal.error("error: no fault was injected") }
        return report.exitCode
    }

    // MARK: Steps

    private func makeRun() throws(Interruption) -> ClientRun {
        let fixtures: FixtureStore
        do throws(UsageError) {
            fixtures = try options.openFixtures()
        } catch {
            throw .usage(error)
        }
        do throws(ProcessError) {
            return ClientRun(
                settings: options.settings, clock: clock.clock, seed: seed, fixtures: fixtures,
                allowedHosts: allowedHosts, signals: try SignalPipe())
        } catch {
            terminal.error("error: \(error)")
            throw .exit(.unreachable)
        }
    }

    /// Runs the client once, with a fault in one call or without faults.
    private func attempt(
        _ clientRun: ClientRun, pair: TortureTrial?, output: Int32, timeout: Duration? = nil
    ) throws(Interruption) -> ClientRunResult {
        var clientRun = clientRun
        // Every run starts at the same simulated time, unless the clock is the system's.
        clientRun.clock = clock.clock
        clientRun.output = output
        let record: ClientRunResult
        do throws(ClientRun.Failure) {
            record = try clientRun.run(command, timeout: timeout) { (simulator) throws(UsageError) in
                guard let pair else { return }
                do throws(ConfigurationError) {
                    try simulator.defaultSandbox.setFaults([pair.rule])
                } catch {
                    throw .configuration("\(pair.id): \(error)")
                }
            }
        } catch {
            switch error {
            case .configuration(let error): throw .usage(error)
            case .server(let error): terminal.error("error: \(error)")
            case .process(let error): terminal.error("error: \(error)")
            }
            throw .exit(.unreachable)
        }
        if let signal = record.interruption {
            terminal.error("torture: ended by signal \(signal)")
            throw .exit(.ofSignal(signal))
        }
        return record
    }

    /// Returns the calls of the first run, which must succeed: otherwise no recovery can be observed.
    private func check(_ first: ClientRunResult) throws(Interruption) -> [JournalEntry] {
        guard first.ending == .exited(0) else {
            terminal.error("error: the first run, without faults, must succeed; it \(first.ending)")
            throw .exit(.usage)
        }
        guard let tenant = first.tenants.first(where: \.isDefault), tenant.requestCount > 0 else {
            terminal.error("error: the command made no call to the simulator")
            throw .exit(.nothingRan)
        }
        guard tenant.requestCount == tenant.entries.count else {
            terminal.error(
                "error: the journal has only \(tenant.entries.count) of \(tenant.requestCount) calls; "
                    + "--set journal-entries=\(tenant.requestCount + 100) keeps more")
            throw .exit(.usage)
        }
        return tenant.entries
    }

    private func choose(_ plan: TorturePlan) throws(Interruption) -> [TortureTrial] {
        if let shallow { return plan.drawn(shallow, seed: seed) }
        guard !only.isEmpty else { return plan.pairs }
        let (pairs, unknown) = plan.named(only)
        guard unknown.isEmpty else {
            let example = plan.pairs.first.map { ", such as '\($0.id)'" } ?? ""
            terminal.error(
                "error: '\(unknown[0])' is not one of the \(plan.pairs.count) trials of this command\(example)")
            throw .exit(.usage)
        }
        return pairs
    }

    private func tryAll(
        _ pairs: [TortureTrial], _ clientRun: ClientRun, first: ClientRunResult, limit: Duration
    ) throws(Interruption) -> [TortureResult] {
        // A trial that was requested by name shows its output.
        let isShown = !only.isEmpty
        let null = isShown ? STDERR_FILENO : open("/dev/null", O_WRONLY | O_CLOEXEC)
        defer { if !isShown { close(null) } }
        let progress = ProgressBar()
        defer { progress?.clear() }
        var results: [TortureResult] = []
        for pair in pairs {
            progress?.show(
                Double(results.count) / Double(pairs.count), "\(results.count) of \(pairs.count)  \(pair.id)")
            let start = ContinuousClock.now
            let record = try attempt(clientRun, pair: pair, output: null, timeout: limit)
            let seconds = start.duration(to: .now) / .seconds(1)
            results.append(TortureResult(pair, record, first: first, seconds: seconds))
        }
        return results
    }

    private static func seconds(_ duration: Duration) -> Int {
        Int((duration / .seconds(1)).rounded(.up))
    }
}
