import InsightsJSON

/// The command that writes a small working example into a folder.
struct InitCommand: Command {
    private static let kinds = Starter.allCases.map(\.rawValue)

    static let specification = CommandSpecification(
        name: "init", summary: "write a small working example into a folder, overwriting nothing",
        positional: kinds.joined(separator: "|") + " [DIR]", options: [],
        examples: ["insights-sim init pytest my-tests", "insights-sim init github"])

    private let starter: Starter
    private let folder: String
    private let terminal: Terminal

    init(_ arguments: ParsedArguments, terminal: Terminal) throws(UsageError) {
        let words = arguments.positionals
        guard let name = words.first else {
            throw .missingArgument("kind: " + Self.kinds.joined(separator: ", "))
        }
        guard let starter = Starter(rawValue: name) else {
            throw .badValue(option: "init", value: name, accepted: "one of " + Self.kinds.joined(separator: ", "))
        }
        if let extra = words.dropFirst(2).first { throw .unexpectedArgument(extra) }
        guard words.count < 2 || !words[1].isEmpty else {
            throw .badValue(option: "init", value: "", accepted: "the path of a folder")
        }
        self.starter = starter
        folder = words.count > 1 ? words[1] : "."
        self.terminal = terminal
    }

    func run() throws(UsageError) -> ExitCode {
        for file in try StarterFolder(starter).write(to: folder) { terminal.outputLine("wrote \(folder)/\(file)") }
        terminal.errorLine("Next, in \(folder): \(starter.firstCommand)")
        return .success
    }
}
