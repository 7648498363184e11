import InsightsFixtures
import InsightsJSON
import InsightsTime

/// The command that generates the rows of the datasets, at any scale.
struct GenerateCommand: Command {
    static let specification = CommandSpecification(
        name: "generate", summary: "generate the rows of every dataset into a folder, reproducibly from a seed",
        options: [
            .init(name: "--out", value: "DIR", summary: "output folder; it must exist"),
            .init(name: "--seed", value: "N", summary: "seed of every row (default 1, the committed rows)"),
            .init(
                name: "--scale", value: "K",
                summary:
                    "generate K times as many customers, orders and rows, 1 to \(FixtureGenerator.scales.upperBound) (default 1)"
            ),
            .init(
                name: "--dataset", value: "NAME", summary: "write only this dataset; repeatable", isRepeatable: true),
            .init(name: "--output", value: "text|json", summary: "output format (default text)"),
        ],
        examples: [
            "insights-sim generate --seed 1 --out fixtures",
            "insights-sim generate --scale 1000 --dataset ISVUsage --out /tmp/big",
        ])

    enum Output: String, CaseIterable {
        case text
        case json
    }

    private let folder: String
    private let generator: FixtureGenerator
    private let output: Output
    private let terminal: Terminal

    init(_ arguments: ParsedArguments, terminal: Terminal) throws(UsageError) {
        guard let folder = arguments["--out"] else { throw .missingArgument("option '--out DIR'") }
        self.folder = folder
        output = try arguments.choice("--output", of: Output.self) ?? .text
        self.terminal = terminal
        let seed = try SimulatorOptions(arguments).seed ?? FixtureGenerator.committedSeed
        let scale = try arguments.integer("--scale", in: FixtureGenerator.scales) ?? 1
        do throws(FixtureError) {
            generator = try FixtureGenerator(seed: seed, scale: scale, datasets: arguments.all("--dataset"))
        } catch {
            throw Self.refusal(error)
        }
    }

    /// Converts an unknown dataset into an error of the command line.
    private static func refusal(_ error: FixtureError) -> UsageError {
        guard case .unknownDataset(_, let name, let known) = error else { return .configuration("\(error)") }
        let hint = InputError.suggestion(for: name, among: known).map { "; \($0)" } ?? ""
        return .badValue(option: "--dataset", value: name, accepted: "the name of a dataset\(hint)")
    }

    func run() throws(UsageError) -> ExitCode {
        let bar = ProgressBar()
        do throws(FixtureError) {
            let summary = try generator.write(to: folder) { summary in
                bar?.show(summary.fractionCompleted, "\(summary.rows) rows, \(Self.size(summary.bytes))")
            }
            bar?.clear()
            show(summary)
            return .success
        } catch {
            bar?.clear()
            throw .configuration("\(error)")
        }
    }

    private func show(_ summary: GenerationSummary) {
        switch output {
        case .text:
            terminal.output(
                "wrote \(summary.rows) rows (\(Self.size(summary.bytes))) of \(summary.datasets.count) datasets, "
                    + "seed \(generator.seed), scale \(generator.scale), to \(folder)")
        case .json:
            let files = summary.files.map { file in
                JSONValue.object([
                    "path": .string(file.path), "rows": .integer(file.rows), "bytes": .integer(file.bytes),
                ])
            }
            let object: JSONObject = [
                "folder": .string(folder), "seed": .number(String(generator.seed)), "scale": .integer(generator.scale),
                "rows": .integer(summary.rows), "bytes": .integer(summary.bytes), "files": .array(files),
            ]
            terminal.output(.object(object), isCompact: true)
        }
    }

    /// Formats a size for people: `6.1 MB`.
    private static func size(_ bytes: Int) -> String {
        let (unit, name) = bytes >= 1_000_000_000 ? (1_000_000_000, "GB") : (1_000_000, "MB")
        return "\(bytes / unit).\(bytes % unit / (unit / 10)) \(name)"
    }
}
