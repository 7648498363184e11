import Glibc
import InsightsContracts
import InsightsFixtures
import InsightsJSON
import InsightsSimulator

/// Runs a client again and again, each time with one of its calls gone wrong.
struct TortureCommand: Command {
    static let specification = CommandSpecification(
        name: "torture", summary: "run a command again for each call it makes and each way that call can go wrong",
        usage: "[options] -- COMMAND [ARGUMENT ...]", takesCommand: true,
        options: [
            .init(name: "--shallow", value: "N", summary: "only N of the runs, drawn under the seed"),
            .init(
                name: "--only", value: "CALL:FAULT", summary: "only this run, such as createReport#2:reset-in-body",
                isRepeatable: true),
            .init(
                name: "--timeout", value: "SECONDS",
                summary: "a run that takes longer hangs (default: 10, and three times the first run)"),
            .init(name: "--require-recovery", value: nil, summary: "a run that fails cleanly is a failure too"),
            .init(name: "--output", value: "text|json", summary: "how to print the results (default text)"),
        ] + ReportDestinations.fileOptions + [
            .edition, .serveClock, .speed, .seed, .fixtures, .set, .proxyAllow,
        ],
        examples: [
            "insights-sim torture -- python your_test.py",
            "insights-sim torture --shallow 20 --seed 7 --junit torture.xml -- npm test",
            "insights-sim torture --only createReport#1:reset-in-body -- python your_test.py",
        ],
        exitCodes: [
            (.failed, "a run hung, wrote twice or leaked a token; with --require-recovery also: failed"),
            (.unreachable, "the command or the simulator could not be started"),
            (.nothingRan, "the command made no call, or no run had its call go wrong"),
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
    /// The options that make another run like these.
    private let words: String
    private let terminal: Terminal

    init(_ arguments: ParsedArguments, terminal: Terminal) throws(UsageError) {
        command = arguments.positionals
        guard !command.isEmpty else { throw .missingArgument("the COMMAND behind '--'") }
        options = try SimulatorOptions(arguments, readsClock: false)
        clock = try ClockOptions(arguments)
        allowedHosts = try ServeTLS.allowedHosts(arguments)
        shallow = try arguments.integer("--shallow", in: 1...1_000_000)
        only = arguments.all("--only")
        if shallow != nil, !only.isEmpty {
            throw .configuration("'--shallow' and '--only' exclude each other; give one of them")
        }
        timeout = try arguments.integer("--timeout", in: 1...Self.longestTimeout).map { .seconds($0) }
        requiresRecovery = arguments.has("--require-recovery")
        output = try arguments.choice("--output", of: Output.self) ?? .text
        destinations = try ReportDestinations(arguments, isAutomatic: false)
        if destinations.usesStandardOutput {
            throw .badValue(option: "--report", value: "-", accepted: "a file; the results go to standard output")
        }
        let seed = options.seed ?? Simulator.randomSeed()
        self.seed = seed
        words = Self.words(arguments, seed: seed)
        self.terminal = terminal
    }

    private static let longestTimeout = 24 * 3600
    /// How long a run may take besides three times the first one: what the faults themselves take, and a few retries.
    private static let slack = Duration.seconds(10)

    /// The given options that decide what a run is like, as a shell takes them.
    private static func words(_ arguments: ParsedArguments, seed: UInt64) -> String {
        let names = ["--timeout", "--edition", "--clock", "--speed", "--fixtures", "--set", "--proxy-allow"]
        let given = names.flatMap { name in
            arguments.all(name).map { "\(name) \(ShellWord($0))" }
        }
        return (["--seed \(seed)"] + given).joined(separator: " ")
    }

    /// How to try a pair again; the command's arguments are left out, as they may be secrets.
    private func again(_ pair: TortureTrial) -> String {
        let program = "\(ShellWord(command[0]))" + (command.count > 1 ? " ..." : "")
        return "insights-sim torture \(words) --only \(ShellWord(pair.id)) -- \(program)"
    }

    /// Why the runs end before all of them were made.
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
        // What the client says in the first run may say why it fails; its output would disturb the results'.
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
        if report.exitCode == .nothingRan { terminal.error("error: no run had its call go wrong") }
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

    /// Runs the client once, with one call gone wrong or none.
    private func attempt(
        _ clientRun: ClientRun, pair: TortureTrial?, output: Int32, timeout: Duration? = nil
    ) throws(Interruption) -> ClientRunResult {
        var clientRun = clientRun
        // Each run begins at the same instant, unless the clock is the machine's.
        clientRun.clock = clock.clock
        clientRun.output = output
        let record: ClientRunResult
        do throws(ClientRun.Failure) {
            record = try clientRun.run(command, timeout: timeout) { (simulator) throws(UsageError) in
                guard let pair else { return }
                do throws(InputError) {
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

    /// The calls of the first run, which has to succeed: what fails by itself cannot be seen to recover.
    private func check(_ first: ClientRunResult) throws(Interruption) -> [JournalEntry] {
        guard first.ending == .exited(0) else {
            terminal.error("error: the first run, in which nothing goes wrong, has to succeed; it \(first.ending)")
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
                "error: '\(unknown[0])' is none of the \(plan.pairs.count) runs of this command\(example)")
            throw .exit(.usage)
        }
        return pairs
    }

    private func tryAll(
        _ pairs: [TortureTrial], _ clientRun: ClientRun, first: ClientRunResult, limit: Duration
    ) throws(Interruption) -> [TortureResult] {
        // What a single run says is what it was asked for.
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
