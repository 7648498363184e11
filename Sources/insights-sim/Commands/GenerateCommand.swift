import InsightsFixtures

/// Writes the rows of the datasets anew.
struct GenerateCommand: Command {
    static let specification = CommandSpecification(
        name: "generate", summary: "write the rows of every dataset into a folder, the same for the same seed",
        options: [
            .init(name: "--out", value: "DIR", summary: "the folder; it must exist"),
            .init(name: "--seed", value: "N", summary: "decides every row (default 1, the committed rows)"),
        ],
        examples: ["insights-sim generate --seed 1 --out fixtures"])

    private let folder: String
    private let seed: UInt64
    private let terminal: Terminal

    init(_ arguments: ParsedArguments, terminal: Terminal) throws(UsageError) {
        guard let folder = arguments["--out"] else { throw .missingArgument("option '--out DIR'") }
        self.folder = folder
        seed = try SimulatorOptions(arguments).seed ?? 1
        self.terminal = terminal
    }

    func run() throws(UsageError) -> ExitCode {
        do throws(FixtureError) {
            try FixtureGenerator(seed: seed).write(to: folder)
        } catch {
            throw .configuration("\(error)")
        }
        terminal.error("wrote the rows of seed \(seed) to \(folder)")
        return .success
    }
}
