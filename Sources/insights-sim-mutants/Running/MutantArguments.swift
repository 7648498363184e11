import InsightsJSON
import InsightsTime

/// The parsed command line.
struct MutantArguments: Equatable {
    /// The action of the tool.
    enum Action: Equatable {
        case judge
        case write(String)
        case check(String)
        case complete(String)
        case survivors
        case only(String)
        case help
    }

    /// The text of `--help`.
    static let help = """
        insights-sim-mutants: run the contracts against deliberately wrong simulators; every one must be found out

        Usage: scripts/mutants [options]

        Options:
          --only MUTANT    run one mutant, and show what fails for it
          --survivors      say what no contract kills, and which contracts kill nothing; as without options
          --write FILE     write the page docs/generated/mutants.md
          --check FILE     fail if that page is not what a run gives
          --complete FILE  write every mutant against every contract, as TSV; takes some minutes
          --table FILE     also write the mutants as JSON, for the console: contracts/mutants.json
          --contracts DIR  run the contracts of this folder (default: the package's)
          --help           show this text

        Examples:
          scripts/mutants
          scripts/mutants --only executions-ascending
          scripts/mutants --write docs/generated/mutants.md --table contracts/mutants.json

        Exit codes:
          0  success
          1  a mutant survives, a contract kills nothing without saying why, the right simulator fails, or the page differs
          2  the command line or the contracts are wrong, or a file cannot be read or written
        """

    /// The error for a command line that cannot be parsed.
    struct UsageError: Error, CustomStringConvertible {
        let description: String
    }

    var action = Action.judge
    /// The folder of contracts; nil for that of the package.
    var contracts: String?
    /// The file of the mutants as JSON; nil for none.
    var table: String?

    private static let accepted = [
        "--only", "--survivors", "--write", "--check", "--complete", "--table", "--contracts", "--help",
    ]

    init(_ words: some Sequence<String>) throws(UsageError) {
        var words = words.makeIterator()
        var given: Set<String> = []
        while let word = words.next() {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let option = parts.first, Self.accepted.contains(option) else {
                let hint = InputError.suggestion(for: parts.first ?? "", among: Self.accepted)
                throw UsageError(description: "unknown option '\(word)'" + (hint.map { "; \($0)" } ?? ""))
            }
            guard given.insert(option).inserted else {
                throw UsageError(description: "option '\(option)' may be given only once")
            }
            guard option != "--survivors", option != "--help" else {
                guard parts.count == 1 else { throw UsageError(description: "option '\(option)' takes no value") }
                try set(option == "--help" ? .help : .survivors)
                continue
            }
            guard let value = parts.count > 1 ? parts[1] : words.next() else {
                throw UsageError(description: "option '\(option)' needs a value")
            }
            switch option {
            case "--write": try set(.write(value))
            case "--check": try set(.check(value))
            case "--complete": try set(.complete(value))
            case "--only": try set(.only(value))
            case "--table": table = value
            default: contracts = value
            }
        }
        if table != nil, case .only = action {
            throw UsageError(description: "'--only' and '--table' exclude one another")
        }
    }

    private mutating func set(_ action: Action) throws(UsageError) {
        if self.action == .help { return }
        guard self.action == .judge || action == .help else {
            throw UsageError(
                description: "'--only', '--survivors', '--write', '--check' and '--complete' exclude one another")
        }
        self.action = action
    }
}
