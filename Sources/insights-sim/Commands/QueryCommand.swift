import InsightsAPI
import InsightsFixtures
import InsightsJSON
import InsightsQuery
import InsightsSimulator
import InsightsTime

/// The command that runs a query over the fixtures and prints its rows.
struct QueryCommand: Command {
    static let specification = CommandSpecification(
        name: "query", summary: "run a report query over the fixtures and print its rows",
        positional: "\"SELECT ...\"",
        options: [
            .init(
                name: "--program", value: "cmp|mpn", summary: "program of the dataset (default: the one that has it)"),
            .init(
                name: "--format", value: "table|csv|tsv|json",
                summary: "output format (default table); csv and tsv are a file's bytes, by line-end and csv-empty"),
            .edition, .clock, .fixtures, .set,
        ],
        examples: [
            "insights-sim query \"SELECT OrderId, OrderPurchaseDate FROM ISVOrder LIMIT 5\"",
            "insights-sim query \"SELECT Month, TotalActiveSeats FROM DynamicsUsage TIMESPAN LAST_6_MONTHS\" --format csv",
        ])

    enum Format: String, CaseIterable {
        case table
        case csv
        case tsv
        case json
    }

    private let text: String
    private let program: PartnerProgram?
    private let format: Format
    private let options: SimulatorOptions
    private let terminal: Terminal

    init(_ arguments: ParsedArguments, terminal: Terminal) throws(UsageError) {
        guard let text = arguments.positionals.first else { throw .missingArgument("the query \"SELECT ...\"") }
        if arguments.positionals.count > 1 { throw .unexpectedArgument(arguments.positionals[1]) }
        self.text = text
        program = try arguments.choice("--program", of: PartnerProgram.self)
        format = try arguments.choice("--format", of: Format.self) ?? .table
        options = try SimulatorOptions(arguments)
        self.terminal = terminal
    }

    func run() throws(UsageError) -> ExitCode {
        let fixtures = try options.openFixtures()
        let runner = QueryRunner(
            fixtures: fixtures, settings: options.settings, clock: options.clock.map(SimulatorClock.manual) ?? .system)
        do throws(QueryRunner.Failure) {
            for warning in try runner.warnings(of: text, program: program) {
                terminal.error("warning: \(warning.rendered(in: text))")
            }
            show(try runner.run(text, program: program))
            return .success
        } catch {
            switch error {
            case .refused(let diagnostic): terminal.error("error: \(diagnostic.rendered(in: text))")
            case .fixtures(let error): terminal.errorLine("error: \(error)")
            }
            return .usage
        }
    }

    private func show(_ result: ResultSet) {
        switch format {
        case .table: terminal.output(table(result))
        case .csv: stream(result, DelimitedFormat(.csv, options.settings))
        case .tsv: stream(result, DelimitedFormat(.tsv, options.settings))
        case .json:
            var writer = JSONWriter()
            writer.array { writer in
                if result.rowCount > 0 { writer.raw(JSONRowWriter(result).objects(0..<result.rowCount)) }
            }
            terminal.outputBytes(
                Array((PrintableText.json(String(decoding: writer.bytes, as: UTF8.self)) + "\n").utf8))
        }
    }

    private func stream(_ result: ResultSet, _ format: DelimitedFormat) {
        var writer = DelimitedWriter(result, format: format)
        while let piece = writer.next(atLeast: 64 * 1024) { terminal.outputBytes(piece) }
    }

    private func table(_ result: ResultSet) -> String {
        let rows = (0..<result.rowCount).map { row in
            result.columnNames.indices.map { result.value(row: row, column: $0).description }
        }
        let count = result.rowCount == 1 ? "1 row" : "\(result.rowCount) rows"
        return "\(TextTable([result.columnNames] + rows))\n(\(count))"
    }
}
