import Glibc
import InsightsClientAudit
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
        ] + ReportDestinations.fileOptions + ClientRunOptions.simulatorOptions,
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

    private let options: ClientRunOptions
    private let shallow: Int?
    private let only: [String]
    private let requiresRecovery: Bool
    private let output: Output
    private let seed: UInt64
    /// The options that make another run like these, as a shell takes them.
    private let commandLine: String
    private let terminal: Terminal

    init(_ arguments: ParsedArguments, terminal: Terminal) throws(UsageError) {
        options = try ClientRunOptions(
            arguments, longestTimeout: Self.longestTimeout, outputUse: "the results use standard output")
        shallow = try arguments.integer("--shallow", in: 1...1_000_000)
        only = arguments.all("--only")
        if shallow != nil, !only.isEmpty { throw .configuration("'--shallow' and '--only' cannot be combined") }
        requiresRecovery = arguments.has("--require-recovery")
        output = try arguments.choice("--output", of: Output.self) ?? .text
        let seed = options.simulator.seed ?? Simulator.randomSeed()
        self.seed = seed
        commandLine = Self.commandLine(arguments, seed: seed)
        self.terminal = terminal
    }

    private static let longestTimeout = 24 * 3600
    /// The time limit of a run in addition to three times the first run: the faults' own delays and a few retries.
    private static let slack = Duration.seconds(10)

    /// Returns the given options that decide what a run is like, as a shell takes them.
    private static func commandLine(_ arguments: ParsedArguments, seed: UInt64) -> String {
        let names = [
            "--timeout", "--edition", "--clock", "--speed", "--fixtures", "--set", "--proxy-allow", "--isolate",
            "--local-ports", "--publish",
        ]
        let given = names.flatMap { name in
            arguments.all(name).map { "\(name) \(ShellWord($0))" }
        }
        return (["--seed \(seed)"] + given).joined(separator: " ")
    }

    /// Returns the command that runs a trial again, without the client's arguments, which may be secrets.
    private func rerunCommand(_ trial: TortureTrial) -> String {
        let program = "\(ShellWord(options.command[0]))" + (options.command.count > 1 ? " ..." : "")
        return "insights-sim torture \(commandLine) --only \(ShellWord(trial.id)) -- \(program)"
    }

    func run() throws(UsageError) -> ExitCode { try ClientRun.exitCode(of: torture) }

    private func torture() throws(ClientRun.Interruption) -> ExitCode {
        let clientRun = try makeRun()
        let start = ContinuousClock.now
        // Show the output of the first run, which may explain its failure, but keep it apart from the results.
        let first = try attempt(clientRun, trial: nil, output: STDERR_FILENO)
        let duration = start.duration(to: .now)
        let entries = try check(first)
        if let leak = TortureResult.leak(entries) {
            terminal.error("torture: the first run leaks already, and so will the others: \(leak)")
        }
        let limit = options.timeout ?? duration * 3 + Self.slack
        let plan = TorturePlan(entries)
        let trials = try choose(plan)
        terminal.error(
            "torture: the first run made \(entries.count) calls; \(trials.count) of \(plan.trials.count) runs to come, "
                + "seed \(seed), each ended after \(Self.seconds(limit)) s")
        let results = try runAll(trials, clientRun, first: first, limit: limit)
        let report = TortureReport(
            results: results, subject: options.command[0], seed: seed, callCount: entries.count,
            trialCount: plan.trials.count, seconds: start.duration(to: .now) / .seconds(1),
            requiresRecovery: requiresRecovery, rerunCommand: rerunCommand)
        switch output {
        case .text: terminal.output(report.text)
        case .json: terminal.output(report.json)
        }
        do throws(UsageError) {
            try options.destinations.writeFiles(report.checks, terminal, isOutputTaken: true)
        } catch {
            throw .usage(error)
        }
        if report.exitCode == .nothingRan { terminal.error("error: no fault was injected") }
        return report.exitCode
    }

    // MARK: Steps

    private func makeRun() throws(ClientRun.Interruption) -> ClientRun {
        let fixtures: FixtureStore
        do throws(UsageError) {
            fixtures = try options.simulator.openFixtures()
        } catch {
            throw .usage(error)
        }
        do throws(ProcessError) {
            return options.makeRun(seed: seed, fixtures: fixtures, signals: try SignalPipe())
        } catch {
            terminal.errorLine("error: \(error)")
            throw .exit(.unreachable)
        }
    }

    /// Runs the client once, with a fault in one call or without faults.
    private func attempt(
        _ clientRun: ClientRun, trial: TortureTrial?, output: Int32, timeout: Duration? = nil
    ) throws(ClientRun.Interruption) -> ClientRunResult {
        var clientRun = clientRun
        // Every run starts at the same simulated time, unless the clock is the system's.
        clientRun.clock = options.clock.clock
        clientRun.output = output
        return try clientRun.attempt(options.command, timeout: timeout, for: "torture", terminal) {
            (simulator) throws(UsageError) in
            guard let trial else { return }
            do throws(InputError) {
                try simulator.defaultSandbox.setFaults([trial.rule])
            } catch {
                throw .configuration("\(trial.id): \(error)")
            }
        }
    }

    /// Returns the calls of the first run, which must succeed: otherwise no recovery can be observed.
    private func check(_ first: ClientRunResult) throws(ClientRun.Interruption) -> [JournalEntry] {
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
                    + "--set journal-capacity=\(tenant.requestCount + 100) keeps more")
            throw .exit(.usage)
        }
        return tenant.entries
    }

    private func choose(_ plan: TorturePlan) throws(ClientRun.Interruption) -> [TortureTrial] {
        if let shallow { return plan.sample(shallow, seed: seed) }
        guard !only.isEmpty else { return plan.trials }
        let (trials, unknown) = plan.named(only)
        guard unknown.isEmpty else {
            let example = plan.trials.first.map { ", such as '\($0.id)'" } ?? ""
            terminal.error(
                "error: '\(unknown[0])' is not one of the \(plan.trials.count) trials of this command\(example)")
            throw .exit(.usage)
        }
        return trials
    }

    private func runAll(
        _ trials: [TortureTrial], _ clientRun: ClientRun, first: ClientRunResult, limit: Duration
    ) throws(ClientRun.Interruption) -> [TortureResult] {
        // A trial that was requested by name shows its output.
        let isShown = !only.isEmpty
        let null = isShown ? STDERR_FILENO : open("/dev/null", O_WRONLY | O_CLOEXEC)
        defer { if !isShown { close(null) } }
        let progress = ProgressBar()
        defer { progress?.clear() }
        var results: [TortureResult] = []
        for trial in trials {
            progress?.show(
                Double(results.count) / Double(trials.count), "\(results.count) of \(trials.count)  \(trial.id)")
            let start = ContinuousClock.now
            let result = try attempt(clientRun, trial: trial, output: null, timeout: limit)
            let seconds = start.duration(to: .now) / .seconds(1)
            let verdict = TortureResult(trial, result, first: first, seconds: seconds)
            results.append(
                verdict.needsDirectRun
                    ? try check(verdict, clientRun, first: first, limit: limit, output: null) : verdict)
        }
        return results
    }

    /// Returns a verdict after another run of its trial without a proxy.
    ///
    /// A client that trusts real hosts too does not run without one: it could reach the real service.
    private func check(
        _ verdict: TortureResult, _ clientRun: ClientRun, first: ClientRunResult, limit: Duration, output: Int32
    ) throws(ClientRun.Interruption) -> TortureResult {
        guard options.allowedHosts.isEmpty else {
            return verdict.unchecked(because: "with '--proxy-allow' the client could reach the real service")
        }
        var direct = clientRun
        direct.usesProxy = false
        let start = ContinuousClock.now
        let result = try attempt(direct, trial: verdict.trial, output: output, timeout: limit)
        return verdict.checked(against: result, first: first, seconds: start.duration(to: .now) / .seconds(1))
    }

    private static func seconds(_ duration: Duration) -> Int {
        Int((duration / .seconds(1)).rounded(.up))
    }
}
