/// The command that prints the completions for a shell.
struct CompletionsCommand: Command {
    static let specification = CommandSpecification(
        name: "completions", summary: "print the completions for a shell", positional: "bash|zsh|fish", options: [],
        examples: [
            "source <(insights-sim completions bash)",
            "insights-sim completions zsh > ~/.zfunc/_insights-sim",
            "insights-sim completions fish > ~/.config/fish/completions/insights-sim.fish",
        ])

    private let shell: ShellCompletion
    private let terminal: Terminal

    init(_ arguments: ParsedArguments, terminal: Terminal) throws(UsageError) {
        let accepted = ShellCompletion.allCases.map(\.rawValue)
        guard let name = arguments.positionals.first else {
            throw .missingArgument("shell: " + accepted.joined(separator: ", "))
        }
        if let extra = arguments.positionals.dropFirst().first { throw .unexpectedArgument(extra) }
        guard let shell = ShellCompletion(rawValue: name) else {
            throw .badValue(option: "completions", value: name, accepted: "one of " + accepted.joined(separator: ", "))
        }
        self.shell = shell
        self.terminal = terminal
    }

    func run() -> ExitCode {
        terminal.output(shell.script(CommandList.specifications))
        return .success
    }
}
