import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsServer
import InsightsSimulator

/// Runs a client, unmodified, against a simulator that is there for it alone.
struct ExecCommand: Command {
    static let specification = CommandSpecification(
        name: "exec", summary: "run a command whose tokens and calls the simulator answers, unmodified and offline",
        usage: "[options] -- COMMAND [ARGUMENT ...]", takesCommand: true,
        options: [
            .edition, .serveClock, .speed, .seed, .fixtures, .set, .faults, .proxyAllow,
            .init(
                name: "--timeout", value: "SECONDS",
                summary:
                    "end the command when it takes longer, exit code 124 (default: it may take as long as it likes)"),
            .init(name: "--junit", value: "FILE", summary: "write what the client did right and wrong there"),
            .init(name: "--journal", value: "FILE", summary: "write everything it called there, as JSON"),
            .init(name: "--quiet", value: nil, summary: "no summary on standard error"),
        ],
        examples: [
            "insights-sim exec -- python your_client.py",
            "insights-sim exec --clock 2021-01-06T05:00:00Z --junit report.xml -- mvn test",
            "insights-sim exec -- curl https://api.partnercenter.microsoft.com/insights/v1/cmp/ScheduledDataset",
            "insights-sim exec -- env",
        ],
        exitCodes: [
            (.unreachable, "the simulator could not start, before the command did"),
            (.timedOut, "the command's time was over"),
            (.notExecutable, "the command cannot be run"), (.notFound, "the command was not found"),
            (.ofSignal(0), "plus n, where signal n ended the command; any other code is the command's own"),
        ])

    /// The name of the suite in a JUnit file.
    private static let suite = "insights-sim exec"
    private static let longestTimeout = 7 * 24 * 3600

    private let command: [String]
    private let options: SimulatorOptions
    private let clock: ClockOptions
    private let faults: FaultFile?
    private let allowedHosts: [String]
    private let timeout: Duration?
    private let junit: String?
    private let journal: String?
    private let isQuiet: Bool
    private let terminal: Terminal

    init(_ arguments: ParsedArguments, terminal: Terminal) throws(UsageError) {
        command = arguments.positionals
        guard !command.isEmpty else { throw .missingArgument("the COMMAND behind '--'") }
        options = try SimulatorOptions(arguments, readsClock: false)
        clock = try ClockOptions(arguments)
        faults = FaultFile(arguments)
        allowedHosts = try ServeTLS.allowedHosts(arguments)
        timeout = try arguments.integer("--timeout", in: 1...Self.longestTimeout).map { .seconds($0) }
        junit = arguments["--junit"]
        journal = arguments["--journal"]
        isQuiet = arguments.has("--quiet")
        self.terminal = terminal
    }

    func run() throws(UsageError) -> ExitCode {
        // What cannot be written is said before the command has run in vain.
        for file in [junit, journal] { if let file { try InputFile.write("", to: file) } }
        let fixtures = try options.openFixtures()
        let record: ClientRecord
        do throws(ClientRun.Failure) {
            let run = ClientRun(
                settings: options.settings, clock: clock.clock, seed: options.seed ?? Simulator.randomSeed(),
                fixtures: fixtures, allowedHosts: allowedHosts, signals: try Self.signals())
            record = try run.run(command, timeout: timeout) { (simulator) throws(UsageError) in
                try faults?.apply(to: simulator)
            }
        } catch {
            return try explain(error)
        }
        if let journal { try InputFile.write(JSONWriter.pretty(record.json) + "\n", to: journal) }
        if let junit {
            let report = JUnitReport(suite: Self.suite, verdicts: CallJudge().verdicts(on: record))
            try InputFile.write(report.text, to: junit)
        }
        if !isQuiet { terminal.error(ClientSummary.text(record)) }
        return switch record.ending {
        case .exited(let code): ExitCode(rawValue: code)
        case .killed(let signal): .ofSignal(signal)
        case .timedOut: .timedOut
        }
    }

    private static func signals() throws(ClientRun.Failure) -> SignalInbox {
        do throws(ProcessError) {
            return try SignalInbox()
        } catch {
            throw .process(error)
        }
    }

    private func explain(_ failure: ClientRun.Failure) throws(UsageError) -> ExitCode {
        switch failure {
        case .configuration(let error): throw error
        case .server(let error):
            terminal.error("error: \(error)")
            return .unreachable
        case .process(let error):
            terminal.error("error: \(error)")
            return switch error {
            case .notFound: .notFound
            case .notExecutable: .notExecutable
            case .system: .unreachable
            }
        }
    }
}
