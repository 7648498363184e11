import InsightsFixtures
import InsightsJSON

/// The command that checks whether a folder of fixtures can be served.
struct FixturesCommand: Command {
    static let specification = CommandSpecification(
        name: "fixtures", summary: "check a folder of fixtures like 'serve --fixtures', without serving it",
        positional: "check DIR",
        options: [.init(name: "--output", value: "text|json", summary: "output format (default text)")],
        examples: ["insights-sim fixtures check fixtures", "insights-sim fixtures check my-data --output json"])

    enum Output: String, CaseIterable {
        case text
        case json
    }

    private let folder: String
    private let output: Output
    private let terminal: Terminal

    init(_ arguments: ParsedArguments, terminal: Terminal) throws(UsageError) {
        var words = arguments.positionals[...]
        guard let action = words.popFirst() else { throw .missingArgument("the action 'check'") }
        guard action == "check" else { throw .unexpectedArgument(action) }
        guard let folder = words.popFirst() else { throw .missingArgument("the folder: check DIR") }
        if let extra = words.first { throw .unexpectedArgument(extra) }
        self.folder = folder
        output = try arguments.choice("--output", of: Output.self) ?? .text
        self.terminal = terminal
    }

    func run() -> ExitCode {
        let report = FixtureReport(folder: folder)
        switch output {
        case .text: showText(report)
        case .json:
            terminal.output(json(report), isCompact: true)
        }
        return report.faults.isEmpty ? .success : .usage
    }

    private func showText(_ report: FixtureReport) {
        for fault in report.faults { terminal.errorLine("error: \(fault)") }
        guard report.faults.isEmpty else { return }
        let rows = report.datasets.map { [$0.program, $0.name, String($0.rows)] }
        terminal.output(TextTable([["program", "dataset", "rows"]] + rows).description)
        terminal.output(
            "\(folder) can be served: \(count(report.datasets.count, "dataset")), \(count(report.rows, "row")), "
                + "\(count(report.systemQueries, "system query", "system queries")), \(count(report.tenants, "tenant"))"
        )
    }

    private func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
        "\(number) \(number == 1 ? one : many ?? "\(one)s")"
    }

    private func json(_ report: FixtureReport) -> JSONValue {
        let datasets = report.datasets.map { dataset in
            JSONValue.object([
                "program": .string(dataset.program), "name": .string(dataset.name), "rows": .integer(dataset.rows),
            ])
        }
        return .object([
            "folder": .string(folder), "valid": .bool(report.faults.isEmpty),
            "faults": .array(report.faults.map { .string($0.description) }), "datasets": .array(datasets),
            "rows": .integer(report.rows), "systemQueries": .integer(report.systemQueries),
            "tenants": .integer(report.tenants),
        ])
    }
}
