import InsightsAPI
import InsightsContracts
import InsightsFixtures
import InsightsJSON

/// The command that lists the editions, and what changed for a client between two of them.
struct EditionsCommand: Command {
    static let specification = CommandSpecification(
        name: "editions", summary: "list the editions, or what changed for a client between two",
        positional: "list | diff FROM TO",
        options: [
            .init(name: "--output", value: "text|json|markdown", summary: "output format (default text)"),
            .init(name: "--json", value: nil, summary: "the same as --output json"), .fixtures,
        ],
        examples: [
            "insights-sim editions list", "insights-sim editions diff 2021 2026",
            "insights-sim editions diff 2023 2026 --json",
        ])

    enum Output: String, CaseIterable {
        case text
        case json
        case markdown
    }

    private enum Action {
        case list
        case diff(Edition, Edition)
    }

    private let action: Action
    private let output: Output
    private let fixtures: FixtureStore
    private let contracts: [Contract]
    private let terminal: Terminal

    init(_ arguments: ParsedArguments, terminal: Terminal) throws(UsageError) {
        var words = arguments.positionals[...]
        switch words.popFirst() {
        case nil: throw .missingArgument("the action: list, or diff FROM TO")
        case "list": action = .list
        case "diff":
            action = .diff(try Self.edition(words.popFirst()), try Self.edition(words.popFirst()))
        case let other?: throw .unexpectedArgument(other)
        }
        if let extra = words.first { throw .unexpectedArgument(extra) }
        output = try arguments.choice("--output", of: Output.self) ?? (arguments.has("--json") ? .json : .text)
        fixtures = try SimulatorOptions(arguments).openFixtures()
        contracts = try ContractSuite.checked(folder: nil).contracts
        self.terminal = terminal
    }

    private static func edition(_ text: String?) throws(UsageError) -> Edition {
        guard let text else { throw .missingArgument("two editions: diff FROM TO, such as diff 2021 2026") }
        guard let edition = Edition(rawValue: text) else {
            throw .badValue(
                option: "editions diff", value: text,
                accepted: "one of " + Edition.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return edition
    }

    func run() -> ExitCode {
        switch action {
        case .list: showList()
        case .diff(let earlier, let later):
            let report = EditionsReport(from: earlier, to: later, fixtures: fixtures, contracts: contracts)
            switch output {
            case .text: terminal.output(report.text)
            case .json: terminal.output(report.json)
            case .markdown: terminal.output(report.markdown)
            }
        }
        return .success
    }

    /// What an edition has: its versions, and how many datasets, system queries and contracts.
    private struct Summary {
        let edition: Edition
        let versions: String
        let datasets: Int
        let systemQueries: Int
        let contracts: Int
    }

    private func summary(_ edition: Edition) -> Summary {
        let settings = Settings(edition: edition)
        let programs = PartnerProgram.allCases
        return Summary(
            edition: edition,
            versions: programs.map { program in
                "\(program) " + settings.versions(of: program).map(\.rawValue).joined(separator: "+")
            }.joined(separator: ", "),
            datasets: programs.reduce(0) { count, program in
                count
                    + fixtures.catalogue.datasets(for: program.rawValue).count { $0.isAdvertised(in: edition) }
            },
            systemQueries: programs.reduce(0) {
                $0 + fixtures.systemQueries(program: $1.rawValue, edition: edition).count
            },
            contracts: contracts.count { $0.editions.contains(edition) })
    }

    private func showList() {
        let summaries = Edition.allCases.map(summary)
        guard output != .json else {
            return terminal.output(
                .array(
                    summaries.map {
                        .object([
                            "edition": .string($0.edition.rawValue), "versions": .string($0.versions),
                            "datasets": .integer($0.datasets), "systemQueries": .integer($0.systemQueries),
                            "contracts": .integer($0.contracts),
                        ])
                    }))
        }
        let rows = summaries.map {
            [
                $0.edition.rawValue, $0.versions, String($0.datasets), String($0.systemQueries), String($0.contracts),
            ]
        }
        let table = TextTable([["edition", "versions", "datasets", "system queries", "contracts"]] + rows)
        terminal.output(table.description)
    }
}
