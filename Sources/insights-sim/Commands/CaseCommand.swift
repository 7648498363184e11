import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsSimulator

/// The command that saves a running simulator's recorded requests to a file, and replays such files.
struct CaseCommand: Command {
    static let specification = CommandSpecification(
        name: "case", summary: "save a tenant's traffic to a file, or replay one",
        positional: "save | replay FILE",
        options: [
            .url, .adminKey, .adminKeyFile, .ca, .serverTimeout,
            .init(name: "--tenant", value: "ID", summary: "save: tenant ID (default: the default tenant)"),
            .init(name: "--out", value: "FILE", summary: "save: output file (default: standard output)"), .fixtures,
            .init(name: "--output", value: "text|json", summary: "replay: output format (default text)"),
        ],
        examples: ["insights-sim case save --out case.json", "insights-sim case replay case.json"],
        exitCodes: [
            (.failed, "a response differs from the recorded one, or the simulator rejected the request"),
            (.unreachable, "the simulator cannot be reached"),
        ])

    enum Output: String, CaseIterable {
        case text
        case json
    }

    private enum Action {
        case save(AdminClient, tenant: String?, path: String?)
        case replay(path: String, FixtureStore, Output)
    }

    private let action: Action
    private let terminal: Terminal

    init(_ arguments: ParsedArguments, terminal: Terminal) throws(UsageError) {
        self.terminal = terminal
        let rest = arguments.positionals.dropFirst()
        switch arguments.positionals.first {
        case "save":
            if let extra = rest.first { throw .unexpectedArgument(extra) }
            action = .save(
                try AdminClient(arguments), tenant: arguments["--tenant"], path: arguments["--out"])
        case "replay":
            guard let path = rest.first else { throw .missingArgument("the case FILE") }
            if let extra = rest.dropFirst().first { throw .unexpectedArgument(extra) }
            action = .replay(
                path: path, try SimulatorOptions(arguments).openFixtures(),
                try arguments.choice("--output", of: Output.self) ?? .text)
        case nil: throw .missingArgument("action: save, replay")
        case let word?: throw .unknownCommand("case \(word)", known: ["case save", "case replay"])
        }
    }

    func run() async throws(UsageError) -> ExitCode {
        switch action {
        case .save(let client, let tenant, let path): try await save(client, tenant, path)
        case .replay(let path, let fixtures, let output): try replay(path, fixtures, output)
        }
    }

    private func save(
        _ client: AdminClient, _ tenant: String?, _ path: String?
    ) async throws(UsageError) -> ExitCode {
        let value: JSONValue
        do throws(AdminClient.Failure) {
            value = try await client.call(.get, "case" + (tenant.map { "?tenant=\(PercentEncoding.encode($0))" } ?? ""))
        } catch {
            terminal.errorLine("error: \(error)")
            return error.exitCode
        }
        let text = JSONWriter.pretty(value)
        for gap in value["gaps"]?.array ?? [] { terminal.errorLine("warning: \(gap.string ?? "")") }
        guard let path else {
            terminal.output(value)
            return .success
        }
        try FileIO.write(text + "\n", to: path)
        terminal.errorLine("wrote \(path); replay it with: insights-sim case replay \(path)")
        return .success
    }

    private func replay(_ path: String, _ fixtures: FixtureStore, _ output: Output) throws(UsageError) -> ExitCode {
        let bytes = try FileIO.read(path)
        let replay: Replay
        do throws(InputError) {
            let file = try Recording(parsing: bytes)
            for gap in file.missing { terminal.errorLine("warning: \(gap)") }
            replay = try Replay(file, fixtures: fixtures)
        } catch {
            throw .configuration("\(path): \(error)")
        }
        switch output {
        case .json: terminal.output(replay.json)
        case .text:
            for exchange in replay.exchanges {
                let verdict = exchange.difference == nil ? "" : "  <- \(exchange.difference ?? "")"
                terminal.outputLine(
                    "\(exchange.number)  \(exchange.response.status.code)  \(exchange.request)\(verdict)")
            }
            terminal.output("\(replay.exchanges.count) responses, sha256 \(replay.digest)")
        }
        guard let difference = replay.firstDifference else { return .success }
        terminal.errorLine("error: \(difference)")
        return .failed
    }
}
