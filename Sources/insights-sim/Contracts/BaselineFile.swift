import InsightsContracts
import InsightsJSON

/// The file of `--baseline`.
struct BaselineFile {
    static let options: [CommandSpecification.Option] = [
        .init(
            name: "--baseline", value: "FILE",
            summary: "file of the cases that are known to fail; they are reported and do not fail the run"),
        .init(
            name: "--baseline-update", value: nil, summary: "with --baseline: write the cases that fail now to the file"
        ),
    ]

    /// The greatest number of names in a message.
    private static let shownNames = 20

    private let path: String
    private let updates: Bool
    private let baseline: CheckBaseline

    /// Reads the file, which may be missing if it is to be updated; nil without the option.
    init?(_ arguments: ParsedArguments) throws(UsageError) {
        updates = arguments.has("--baseline-update")
        guard let path = arguments["--baseline"] else {
            if updates { throw .configuration("'--baseline-update' requires '--baseline'") }
            return nil
        }
        if arguments.has("--fail-fast") {
            throw .configuration("'--baseline' and '--fail-fast' cannot be combined")
        }
        self.path = path
        if updates { try FileIO.checkWritable(path) }
        if updates, !FileIO.exists(path) {
            baseline = CheckBaseline()
            return
        }
        guard FileIO.exists(path) else {
            throw .configuration(
                "--baseline: found no file '\(path)'; expected a baseline; write it with --baseline-update")
        }
        let bytes = try FileIO.read(path)
        do throws(InputError) {
            baseline = try CheckBaseline(parsing: bytes)
        } catch {
            var error = error
            error.place.file = path
            throw .configuration("\(error)")
        }
    }

    /// Returns the report with known failures as reported checks; writes the file if it is to be updated.
    func apply(to report: CheckReport, _ terminal: Terminal) throws(UsageError) -> CheckReport {
        let changes = baseline.changes(in: report)
        say("fixed", changes.fixed, updates ? "" : "; remove what is fixed with --baseline-update", terminal)
        say("new", changes.new, updates ? "" : "; accept what is new with --baseline-update", terminal)
        guard updates else { return baseline.applied(to: report) }
        let updated = baseline.updated(by: report)
        try FileIO.write(JSONWriter.pretty(updated.json) + "\n", to: path)
        terminal.error("wrote \(path) with \(updated.failures.count) known failures")
        return updated.applied(to: report)
    }

    private func say(_ kind: String, _ names: [String], _ advice: String, _ terminal: Terminal) {
        guard !names.isEmpty else { return }
        let more = names.count > Self.shownNames ? " and \(names.count - Self.shownNames) more" : ""
        let list = names.prefix(Self.shownNames).joined(separator: ", ")
        terminal.error("\(path): \(names.count) \(kind): \(list)\(more)\(advice)")
    }
}
