import InsightsClientAudit
import InsightsContracts
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsServer
import InsightsSimulator

/// The command that runs an unmodified client against a private simulator.
struct ExecCommand: Command {
    static let specification = CommandSpecification(
        name: "exec", summary: "run an unmodified command against a private simulator, offline",
        usage: "[options] -- COMMAND [ARGUMENT ...]", takesCommand: true,
        options: [
            .edition, .serveClock, .speed, .seed, .fixtures, .set, .faults, .proxyAllow,
        ] + CommandSpecification.Option.isolation + [
            .init(
                name: "--timeout", value: "SECONDS",
                summary:
                    "end the command after this time, with exit code 124 (default: no limit)"),
            .init(
                name: "--report-card", value: nil,
                summary: "print a report card of the client's conduct to standard error"),
            .init(
                name: "--strict", value: nil,
                summary: "exit with 1 if a report card rule failed, or nothing was called, and the command succeeded"),
            .init(
                name: "--expect-refusals", value: nil,
                summary: "in reports, pass refused calls of a command that succeeded"),
            .init(
                name: "--doctor", value: nil,
                summary: "run nothing; say which isolation works for the command, and why"),
        ] + ReportDestinations.fileOptions + [
            .init(name: "--journal", value: "FILE", summary: "write all calls of the command to FILE, as JSON"),
            .init(name: "--quiet", value: nil, summary: "print no summary to standard error"),
        ],
        examples: [
            "insights-sim exec -- python your_client.py",
            "insights-sim exec --clock 2021-01-06T05:00:00Z --junit report.xml -- mvn test",
            "insights-sim exec -- curl https://api.partnercenter.microsoft.com/insights/v1/cmp/ScheduledDataset",
            "insights-sim exec --report-card --strict -- npm test", "insights-sim exec -- env",
            "insights-sim exec --doctor -- python your_client.py",
        ],
        exitCodes: [
            (.failed, "with --strict: a report card rule failed, or nothing was called"),
            (.unreachable, "the simulator could not start; the command did not run"),
            (.timedOut, "the command exceeded its time limit"),
            (.notExecutable, "the command cannot be run"), (.notFound, "the command was not found"),
            (.ofSignal(0), "plus n if signal n ended the command; any other code is the command's"),
        ])

    /// The name of the suite in reports.
    private static let suite = "insights-sim exec"
    private static let longestTimeout = 7 * 24 * 3600

    private let options: ClientRunOptions
    private let faults: FaultFile?
    private let showsReportCard: Bool
    private let isStrict: Bool
    private let expectsRefusals: Bool
    private let isDoctor: Bool
    private let journal: String?
    private let isQuiet: Bool
    private let terminal: Terminal

    init(_ arguments: ParsedArguments, terminal: Terminal) throws(UsageError) {
        options = try ClientRunOptions(
            arguments, longestTimeout: Self.longestTimeout, outputUse: "standard output is the command's")
        faults = FaultFile(arguments)
        showsReportCard = arguments.has("--report-card")
        isStrict = arguments.has("--strict")
        expectsRefusals = arguments.has("--expect-refusals")
        isDoctor = arguments.has("--doctor")
        journal = arguments["--journal"]
        isQuiet = arguments.has("--quiet")
        self.terminal = terminal
    }

    func run() throws(UsageError) -> ExitCode {
        if isDoctor { return diagnose() }
        // Check that the journal can be written before the command runs in vain.
        if let journal { try FileIO.checkWritable(journal) }
        let fixtures = try options.simulator.openFixtures()
        let result: ClientRunResult
        let (clock, start) = (ContinuousClock(), ContinuousClock.now)
        do throws(ClientRun.Failure) {
            var run = options.makeRun(
                seed: options.simulator.seed ?? Simulator.randomSeed(), fixtures: fixtures,
                signals: try Self.signals())
            if !isQuiet { run.announce = { [terminal] in terminal.errorLine("insights-sim: \($0)") } }
            result = try run.run(options.command, timeout: options.timeout) { (simulator) throws(UsageError) in
                try faults?.apply(to: simulator)
            }.result
        } catch {
            return try explain(error)
        }
        let isWritten = write(result, seconds: (clock.now - start) / .seconds(1))
        if !isQuiet { terminal.error(ClientSummary.text(result)) }
        let isCalled = result.requestCount > 0
        let isFlawless = isCalled && result.reportCards.allSatisfy(\.card.failures.isEmpty)
        if isStrict, !isCalled { terminal.error("error: --strict: found no call; expected at least one") }
        if showsReportCard || isStrict && isCalled && !isFlawless {
            terminal.error(ClientSummary.reportCard(result, onlyFailures: !showsReportCard))
        }
        return switch result.ending {
        case .exited(0) where !isWritten: .usage
        case .exited(0) where isStrict && !isFlawless: .failed
        case .exited(let code): ExitCode(rawValue: code)
        case .killed(let signal): .ofSignal(signal)
        case .timedOut: .timedOut
        }
    }

    /// Prints what isolation works for the command.
    private func diagnose() -> ExitCode {
        do throws(ProcessError) {
            let path = ProcessEnvironment.value("PATH")
            let file = try ExecutableLookup.find(options.command[0], path: path)
            terminal.output(IsolationDoctor(options.isolation, command: options.command, file: file).text)
            return .success
        } catch {
            return explain(error)
        }
    }

    /// Writes the journal and then the reports, even if the journal fails; returns false if any cannot be written.
    private func write(_ result: ClientRunResult, seconds: Double) -> Bool {
        func attempt(_ write: () throws(UsageError) -> Void) -> Bool {
            do throws(UsageError) {
                try write()
                return true
            } catch {
                terminal.errorLine("error: \(error)")
                return false
            }
        }
        let hasJournal = attempt { () throws(UsageError) in
            if let journal { try FileIO.write(JSONWriter.pretty(result.json) + "\n", to: journal) }
        }
        let report = CheckReport(
            suite: Self.suite, subject: options.command[0], checks: result.checks(expectingRefusals: expectsRefusals),
            seconds: seconds)
        let hasReports = attempt { () throws(UsageError) in
            try options.destinations.writeFiles(report, terminal, isOutputTaken: true)
        }
        return hasJournal && hasReports
    }

    private static func signals() throws(ClientRun.Failure) -> SignalPipe {
        do throws(ProcessError) {
            return try SignalPipe()
        } catch {
            throw .process(error)
        }
    }

    private func explain(_ failure: ClientRun.Failure) throws(UsageError) -> ExitCode {
        switch failure {
        case .configuration(let error): throw error
        case .server(let error):
            terminal.errorLine("error: \(error)")
            return .unreachable
        case .process(let error): return explain(error)
        }
    }

    private func explain(_ error: ProcessError) -> ExitCode {
        terminal.errorLine("error: \(error)")
        return switch error {
        case .notFound: .notFound
        case .notExecutable: .notExecutable
        case .system: .unreachable
        }
    }
}
