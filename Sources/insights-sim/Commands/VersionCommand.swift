import InsightsJSON

/// The command that prints the version.
struct VersionCommand: Command {
    /// The version of this package (semantic versioning).
    static let version = "0.2.0"

    static let specification = CommandSpecification(
        name: "version", summary: "print the version",
        options: [.init(name: "--output", value: "text|json", summary: "output format (default text)")],
        examples: ["insights-sim version", "insights-sim version --output json"])

    enum Output: String, CaseIterable {
        case text
        case json
    }

    private let output: Output
    private let terminal: Terminal

    init(_ arguments: ParsedArguments, terminal: Terminal) throws(UsageError) {
        output = try arguments.choice("--output", of: Output.self) ?? .text
        self.terminal = terminal
    }

    func run() -> ExitCode {
        switch output {
        case .text: return Self.runPlain(terminal)
        case .json:
            terminal.output(.object(["version": .string(Self.version)]), isCompact: true)
            return .success
        }
    }

    static func runPlain(_ terminal: Terminal) -> ExitCode {
        terminal.output("insights-sim \(version)")
        return .success
    }
}
