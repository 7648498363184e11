import Glibc
import InsightsClientAudit
import InsightsFixtures
import InsightsJSON
import InsightsSimulator
import InsightsTime

/// The command that runs a client once for each dated change of the service.
struct RehearseCommand: Command {
    static let specification = CommandSpecification(
        name: "rehearse", summary: "rerun a command on each day that changes the service, and tell what it survives",
        usage: "[options] -- COMMAND [ARGUMENT ...]", takesCommand: true,
        options: [
            .init(
                name: "--only", value: "CHANGE",
                summary: "run only this change, one of " + DatedChange.all.map(\.name).joined(separator: ", ")
                    + "; repeatable",
                isRepeatable: true),
            .init(name: "--timeout", value: "SECONDS", summary: "time limit of each run (default: 600)"),
            .init(name: "--json", value: nil, summary: "print JSON"),
            .edition, .seed, .fixtures, .set, .proxyAllow,
        ] + CommandSpecification.Option.isolation,
        examples: [
            "insights-sim rehearse -- python your_client.py", "insights-sim rehearse --only mfa --json -- npm test",
        ],
        exitCodes: [
            (.failed, "the command does not survive every change"),
            (.usage, "the command fails without a change, too"),
            (.unreachable, "the command or the simulator could not start"),
            (.nothingRan, "the command made no call"),
        ])

    private static let longestTimeout = 24 * 3600
    private static let usualTimeout = Duration.seconds(600)

    private let options: ClientRunOptions
    private let changes: [DatedChange]
    private let printsJSON: Bool
    private let terminal: Terminal

    init(_ arguments: ParsedArguments, terminal: Terminal) throws(UsageError) {
        options = try ClientRunOptions(
            arguments, longestTimeout: Self.longestTimeout, outputUse: "the results use standard output")
        let names = arguments.all("--only")
        for name in names where !DatedChange.all.contains(where: { $0.name == name }) {
            throw .badValue(
                option: "--only", value: name, accepted: DatedChange.all.map(\.name).joined(separator: ", "))
        }
        changes = DatedChange.all.filter { names.isEmpty || names.contains($0.name) }
        printsJSON = arguments.has("--json")
        self.terminal = terminal
    }

    func run() throws(UsageError) -> ExitCode {
        let fixtures = try options.simulator.openFixtures()
        let clientRun: ClientRun
        do throws(ProcessError) {
            var run = options.makeRun(
                seed: options.simulator.seed ?? Simulator.randomSeed(), fixtures: fixtures, signals: try SignalPipe())
            // Standard output has the results.
            run.output = STDERR_FILENO
            clientRun = run
        } catch {
            terminal.errorLine("error: \(error)")
            return .unreachable
        }
        return try ClientRun.exitCode { () throws(ClientRun.Interruption) in try rehearse(clientRun) }
    }

    private func rehearse(_ clientRun: ClientRun) throws(ClientRun.Interruption) -> ExitCode {
        terminal.error("rehearse: \(DatedChange.before), before the changes")
        let first = try attempt(clientRun, at: DatedChange.before, settings: [])
        guard first.ending == .exited(0) else {
            terminal.error("error: before the changes, the command must succeed; it \(first.ending)")
            return .usage
        }
        guard first.requestCount > 0 else {
            terminal.error("error: the command made no call to the simulator")
            return .nothingRan
        }
        var outcomes: [Rehearsal.Outcome] = []
        for change in changes {
            terminal.error("rehearse: \(change.instant), \(change.name)")
            outcomes.append(
                Rehearsal.Outcome(change, try attempt(clientRun, at: change.instant, settings: change.settings)))
        }
        let rehearsal = Rehearsal(callCount: first.requestCount, outcomes: outcomes)
        terminal.output(printsJSON ? JSONWriter.pretty(rehearsal.json) : rehearsal.text)
        return rehearsal.survivesAll ? .success : .failed
    }

    /// Runs the client once under settings, with a clock that begins at an instant and continues.
    private func attempt(
        _ clientRun: ClientRun, at instant: Timestamp, settings: [(name: String, value: String)]
    ) throws(ClientRun.Interruption) -> ClientRunResult {
        var run = clientRun
        run.clock = .running(from: instant, speed: 1)
        // Both versions of cmp existed before the changes, whatever the edition describes.
        if run.settings.marketplaceVersions == .v1 { run.settings.marketplaceVersions = .both }
        for (name, value) in settings {
            do throws(SettingsError) {
                try run.settings.set(name, to: value)
            } catch {
                throw .usage(.configuration("\(error)"))
            }
        }
        return try run.attempt(
            options.command, timeout: options.timeout ?? Self.usualTimeout, for: "rehearse", terminal)
    }
}
