import InsightsJSON

/// The command that prints a manual page.
struct ManCommand: Command {
    static let specification = CommandSpecification(
        name: "man", summary: "print a manual page, as man(1) formats it", positional: "[COMMAND]", options: [],
        examples: ["insights-sim man | man -l -", "insights-sim man serve > insights-sim-serve.1"])

    private let command: CommandSpecification?
    private let terminal: Terminal

    init(_ arguments: ParsedArguments, terminal: Terminal) throws(UsageError) {
        if let extra = arguments.positionals.dropFirst().first { throw .unexpectedArgument(extra) }
        command = try arguments.positionals.first.map { (name) throws(UsageError) in
            let known = CommandList.specifications
            guard let found = known.first(where: { $0.name == name }) else {
                throw .unknownCommand(name, known: known.map(\.name))
            }
            return found
        }
        self.terminal = terminal
    }

    func run() -> ExitCode {
        let version = VersionCommand.version
        terminal.output(
            command.map { ManualPage.command($0, version: version) }
                ?? ManualPage.overview(CommandList.specifications, version: version))
        return .success
    }
}
