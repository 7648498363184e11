import InsightsAPI
import InsightsHTTP
import InsightsServer
import InsightsSimulator
import InsightsTime

/// The command that demonstrates the whole workflow over real HTTP.
struct DemoCommand: Command {
    static let specification = CommandSpecification(
        name: "demo", summary: "start a simulator and walk through token, query, report and download",
        options: [
            .init(name: "--program", value: "cmp|mpn", summary: "program to demonstrate (default cmp)"),
            .edition,
            .init(
                name: "--clock", value: "ISO8601",
                summary: "initial clock (default 2021-01-06T05:38:34Z, as in the documents)"),
            .init(name: "--seed", value: "N", summary: "seed of identifiers, keys and links (default 0)"), .fixtures,
            .set,
            .init(name: "--step", value: nil, summary: "wait for Enter before each step"),
            .init(name: "--keep", value: nil, summary: "keep the simulator running after the last step, until Ctrl-C"),
            .init(name: "--port", value: "PORT", summary: "port of the simulator (default: any free one)"),
        ],
        examples: [
            "insights-sim demo", "insights-sim demo --step --keep --port 8080",
            "insights-sim demo --program mpn --clock 2023-10-02T08:00:00Z",
        ],
        exitCodes: [
            (.failed, "the response to a step was not as documented"), (.unreachable, "the server could not start"),
        ])

    /// The instant at which the documents' example creates its query (seed 002, docs/sources.md).
    private static let documentsNow = Timestamp(CivilDate(daysSinceEpoch: 18633), hour: 5, minute: 38, second: 34)

    private let program: PartnerProgram
    private let options: SimulatorOptions
    private let stepwise: Bool
    private let keepsServing: Bool
    private let port: Int
    private let terminal: Terminal

    init(_ arguments: ParsedArguments, terminal: Terminal) throws(UsageError) {
        program = try arguments.choice("--program", of: PartnerProgram.self) ?? .cmp
        options = try SimulatorOptions(arguments)
        stepwise = arguments.has("--step")
        keepsServing = arguments.has("--keep")
        port = try arguments.integer("--port", in: 0...65535) ?? 0
        self.terminal = terminal
    }

    func run() async throws(UsageError) -> ExitCode {
        let simulator = Simulator(
            settings: options.settings, clock: .manual(options.clock ?? Self.documentsNow), seed: options.seed ?? 0,
            fixtures: try options.openFixtures(), callbackSender: SocketCallbackSender())
        let server = try RunningServer(
            simulator, host: "127.0.0.1", port: port, console: keepsServing ? Self.console : nil)
        do throws(ServerError) {
            try server.start()
        } catch {
            terminal.errorLine("error: \(PortHolder.explained(error))")
            return .unreachable
        }
        defer { server.stop() }
        let demonstration = Demonstration(
            program: program, simulator: simulator, port: server.port, terminal: terminal, waitsForEnter: stepwise)
        do throws(Demonstration.Failure) {
            try await demonstration.run()
        } catch {
            terminal.errorLine("error: \(error)")
            return .failed
        }
        return keepsServing ? await keepServing(server, simulator) : .success
    }

    private static let console = ConsoleOptions(version: VersionCommand.version)

    /// Serves until a signal arrives: the report and its files are there to look at.
    private func keepServing(_ server: RunningServer, _ simulator: Simulator) async -> ExitCode {
        let signals: TerminationSignals
        do throws(ServerError) {
            signals = try TerminationSignals()
        } catch {
            terminal.errorLine("error: \(error)")
            return .unreachable
        }
        terminal.error("The simulator keeps serving \(server.localURL) until Ctrl-C.")
        terminal.error(FirstCall(simulator, url: server.localURL).text)
        terminal.error("Console: \(server.localURL)\(Self.console.path ?? "")")
        _ = await signals.arrival()
        return .success
    }
}
