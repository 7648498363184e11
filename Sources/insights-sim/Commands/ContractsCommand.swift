import InsightsContracts
import InsightsJSON

/// The command that runs, lists and explains the contracts.
struct ContractsCommand: Command {
    private static let output = CommandSpecification.Option(
        name: "--output", value: "text|json", summary: "list: output format (default text)")

    static let specification = CommandSpecification(
        name: "contracts",
        summary: "run the contracts against a simulator or server, list or explain them, or explore a target",
        positional: "run | list | explain [CONTRACT ...] | explore",
        options: ContractSelection.options + TargetOptions.options + ContractRun.options + ReportDestinations.options
            + [output] + ContractExploration.options,
        examples: [
            "insights-sim contracts run", "insights-sim contracts run queries/create-record 'reports/*'",
            "insights-sim contracts run --target http://127.0.0.1:8080 --junit contracts.xml",
            "insights-sim contracts run --live --evidence documented --report markdown=contracts.md",
            "insights-sim contracts list --evidence assumed", "insights-sim contracts explain queries/create-record",
            "insights-sim contracts explore --seed 7", "insights-sim contracts explore --target http://127.0.0.1:8080",
        ],
        exitCodes: [
            (.failed, "a contract or a walk failed"),
            (.unreachable, "the target could not be reached, or a case could not be run"),
            (.nothingRan, "nothing ran: no contract matched, or every one was skipped"),
        ])

    private enum Action: String, CaseIterable {
        case run
        case list
        case explain
        case explore
    }

    private enum Output: String, CaseIterable {
        case text
        case json
    }

    private let action: Action
    /// The selected contracts; nil for walks, which need none.
    private let selection: ContractSelection?
    private let exploration: ContractExploration?
    private let contractRun: ContractRun?
    private let output: Output
    private let terminal: Terminal

    init(_ arguments: ParsedArguments, terminal: Terminal) throws(UsageError) {
        self.terminal = terminal
        guard let word = arguments.positionals.first else {
            throw .missingArgument("action: run, list, explain, explore")
        }
        guard let action = Action(rawValue: word) else {
            throw .unknownCommand("contracts \(word)", known: Action.allCases.map { "contracts \($0.rawValue)" })
        }
        self.action = action
        try Self.check(arguments, for: action)
        let patterns = Array(arguments.positionals.dropFirst())
        if action == .explain, patterns.isEmpty { throw .missingArgument("the contract: explain CONTRACT") }
        if action == .explore, let extra = patterns.first { throw .unexpectedArgument(extra) }
        output = try arguments.choice("--output", of: Output.self) ?? .text
        // Report errors in the options of a run before reading contracts.
        contractRun = action == .run ? try ContractRun(arguments, terminal: terminal) : nil
        exploration = action == .explore ? try ContractExploration(arguments, terminal: terminal) : nil
        selection = action == .explore ? nil : try ContractSelection(arguments, patterns: patterns)
    }

    /// Rejects options that the action does not accept.
    private static func check(_ arguments: ParsedArguments, for action: Action) throws(UsageError) {
        let selecting = ContractSelection.options.map(\.name)
        for option in specification.options.map(\.name) where arguments.has(option) || arguments[option] != nil {
            let fits =
                switch action {
                case .run: option != output.name && !ContractExploration.options.contains { $0.name == option }
                case .list: selecting.contains(option) || option == output.name
                case .explain: selecting.contains(option)
                case .explore: ContractExploration.accepts(option)
                }
            guard fits else { throw .configuration("'\(option)' does not apply to 'contracts \(action.rawValue)'") }
        }
    }

    func run() async throws(UsageError) -> ExitCode {
        if let exploration { return try await exploration.run() }
        guard let selection else { return .nothingRan }
        if let complaint = selection.complaint {
            terminal.error("error: \(complaint)")
            return .nothingRan
        }
        switch action {
        case .run: return try await contractRun?.run(selection) ?? .nothingRan
        case .list:
            let listing = ContractListing(selection: selection)
            switch output {
            case .text: terminal.output(listing.table)
            case .json: terminal.output(listing.json, isCompact: true)
            }
            terminal.error(listing.counts)
        case .explain:
            let references = selection.references()
            let texts = selection.contracts.map { "\(ContractExplanation($0, references: references))" }
            terminal.output(texts.joined(separator: "\n\n\n"))
        case .explore: break
        }
        return .success
    }
}
