import Glibc
import InsightsContracts

/// The destinations of reports: any number of `--report FORMAT=FILE`, and GitHub in a job that runs there.
struct ReportDestinations {
    /// The options that name files, for commands whose standard output is not available.
    static let fileOptions = fileOptions(place: "a file")
    static let options =
        fileOptions(place: "a file or '-'")
        + [CommandSpecification.Option(name: "--verbose", value: nil, summary: "print a line for each case")]

    private static func fileOptions(place: String) -> [CommandSpecification.Option] {
        [
            .init(
                name: "--report", value: "FORMAT=FILE",
                summary:
                    "also write a junit, junit-properties, tap, tap14, json or markdown report to \(place); 'github' for annotations; repeatable",
                isRepeatable: true),
            .init(name: "--junit", value: "FILE", summary: "the same as --report junit=FILE"),
        ]
    }

    private enum Format: String, CaseIterable {
        case junit
        case junitProperties = "junit-properties"
        case tap
        case tap14
        case json
        case markdown

        var format: any CheckReportFormat {
            switch self {
            case .junit: JUnitFormat()
            case .junitProperties: JUnitFormat(hasProperties: true)
            case .tap: TAPFormat()
            case .tap14: TAPFormat(version: .version14)
            case .json: JSONFormat()
            case .markdown: MarkdownFormat()
            }
        }
    }

    private var files: [(format: Format, path: String)] = []
    private var annotates = false
    private var summaryFile: String?
    private let isVerbose: Bool

    /// Reads the options; with `isAutomatic`, a GitHub job gets annotations and a summary without an option.
    init(_ arguments: ParsedArguments, isAutomatic: Bool = true) throws(UsageError) {
        isVerbose = arguments.has("--verbose")
        let runsAtGitHub = isAutomatic && ProcessEnvironment.value("GITHUB_ACTIONS") == "true"
        annotates = runsAtGitHub
        summaryFile = runsAtGitHub ? ProcessEnvironment.value("GITHUB_STEP_SUMMARY") : nil
        for text in arguments.all("--report") {
            if text == "github" {
                annotates = true
                continue
            }
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, let format = Format(rawValue: parts[0]) else {
                let formats = Format.allCases.map { "\($0.rawValue)=FILE" }.joined(separator: ", ")
                throw .badValue(option: "--report", value: text, accepted: "\(formats) or github")
            }
            files.append((format, parts[1]))
        }
        if let path = arguments["--junit"] { files.append((.junit, path)) }
        var taken: Set<String> = []
        for file in files {
            guard taken.insert(file.path).inserted else {
                throw .configuration("more than one report is written to '\(file.path)'")
            }
            if file.path != "-" { try FileIO.checkWritable(file.path) }
        }
    }

    /// Whether a report uses standard output; texts for people then go to standard error.
    var usesStandardOutput: Bool { files.contains { $0.path == "-" } }

    /// Writes all reports, and the text for people.
    func write(_ report: CheckReport, _ terminal: Terminal) throws(UsageError) {
        let words = TerminalFormat(isColored: terminal.isColored && !usesStandardOutput, isVerbose: isVerbose)
        show(words.text(of: report), terminal)
        try writeFiles(report, terminal)
    }

    /// Writes all reports without the text for people; `isOutputTaken` keeps annotations off standard output.
    func writeFiles(
        _ report: CheckReport, _ terminal: Terminal, isOutputTaken: Bool = false
    ) throws(UsageError) {
        if annotates {
            let commands = GitHubFormat().text(of: report).dropLast()
            if !commands.isEmpty {
                terminal.commands(String(commands), onErrors: isOutputTaken || usesStandardOutput)
            }
        }
        for (format, path) in files {
            let text = format.format.text(of: report)
            if path == "-" {
                terminal.outputBytes(Array(text.utf8))
            } else {
                try FileIO.write(text, to: path)
            }
        }
        if let summaryFile { try FileIO.write(MarkdownFormat().text(of: report), to: summaryFile, appends: true) }
    }

    private func show(_ text: String, _ terminal: Terminal) {
        guard !text.isEmpty else { return }
        if usesStandardOutput {
            terminal.error(String(text.dropLast()))
        } else {
            terminal.output(String(text.dropLast()))
        }
    }
}
