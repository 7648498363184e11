/// The command line tool: finds the command, parses its options, runs it, and reports errors in one line.
struct CommandLineTool: Sendable {
    let terminal = Terminal.standard

    static let commands: [any Command.Type] = [
        ServeCommand.self, DemoCommand.self, QueryCommand.self, ClockCommand.self, SandboxCommand.self,
        CaseCommand.self, ContractsCommand.self, DriftCommand.self, ExecCommand.self, TortureCommand.self,
        RehearseCommand.self,
        GenerateCommand.self, FixturesCommand.self, OpenAPICommand.self, VersionCommand.self,
    ]

    /// Runs a command; output that could not be written is an error, whatever the command returned.
    func run(_ arguments: [String]) async -> ExitCode {
        let code = await runCommand(arguments)
        guard let reason = terminal.outputFailure else { return code }
        terminal.error("error: cannot write to standard output: \(reason)")
        return .usage
    }

    private func runCommand(_ arguments: [String]) async -> ExitCode {
        guard let name = arguments.first else {
            terminal.error(HelpText.overview(Self.commands))
            return .usage
        }
        if ["help", "--help", "-h"].contains(name) {
            let named = arguments.dropFirst().first.flatMap { wanted in
                Self.commands.first { $0.specification.name == wanted }
            }
            terminal.output(named.map { HelpText.command($0.specification) } ?? HelpText.overview(Self.commands))
            return .success
        }
        if name == "--version" { return VersionCommand.runPlain(terminal) }
        guard let command = Self.commands.first(where: { $0.specification.name == name }) else {
            return refuse(.unknownCommand(name, known: Self.commands.map { $0.specification.name }), help: nil)
        }
        let specification = command.specification
        let rest = Array(arguments.dropFirst())
        // Arguments after `--` belong to the command that is run.
        let own = rest.prefix { $0 != "--" }
        if own.contains("--help") || own.contains("-h") {
            terminal.output(HelpText.command(specification))
            return .success
        }
        do throws(UsageError) {
            return try await command.init(ParsedArguments(rest, specification), terminal: terminal).run()
        } catch {
            return refuse(error, help: specification.name)
        }
    }

    private func refuse(_ error: UsageError, help: String?) -> ExitCode {
        terminal.error("error: \(error)")
        terminal.error("See 'insights-sim \(help.map { "\($0) " } ?? "")--help'.")
        return .usage
    }
}
