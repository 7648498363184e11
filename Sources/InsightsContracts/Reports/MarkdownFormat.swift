import InsightsJSON

/// Markdown for a pull request comment or a job summary: a table, and the checks that did not pass.
///
/// The text is never longer than GitHub accepts: what does not fit is counted.
public struct MarkdownFormat: CheckReportFormat {
    /// The number of failures that are shown in full.
    public static let shownProblems = 20
    /// The greatest size of the text, in bytes: GitHub refuses comments of more than 65,536 characters.
    public static let greatestSize = 64_000
    /// The greatest size of one value, in code points.
    private static let greatestValue = 400
    /// The greatest size of the details of one check, in bytes.
    private static let greatestDetails = 8000
    /// The space for the table and for each list, in bytes.
    private static let reserved = 10_000

    /// Creates the format; it has no options.
    public init() {}

    /// Renders the whole text.
    public func text(of report: CheckReport) -> String {
        let reported = report.checks.filter { $0.outcome.kind == .reported }
        let describe: (Check) -> String = { check in
            "\(Self.code(check.id)): \(Self.inline(check.outcome.finding?.message ?? ""))"
        }
        let head = [
            "## \(Self.inline(report.suite)): \(report.countsText)",
            "Against \(Self.inline(report.subject)), in \(secondsText(report.seconds)) s.", Self.table(report),
        ]
        let lists =
            Self.list("Known failures", reported.filter(\.isKnownFailure), describe)
            + Self.list("Reported, only assumed", reported.filter { !$0.isKnownFailure }, describe)
            + Self.list("Skipped", report.reasons(.skipped)) { "\($0.checks.count): \(Self.inline($0.reason))" }
        var room = Self.greatestSize - (head + lists).reduce(100) { $0 + $1.utf8.count + 2 }
        let problems = report.problems
        var sections: [String] = []
        for check in problems.prefix(Self.shownProblems) {
            let section = Self.section(check)
            room -= section.utf8.count + 2
            guard room >= 0 else { break }
            sections.append(section)
        }
        if problems.count > sections.count {
            sections.append("… and \(problems.count - sections.count) more that did not pass.")
        }
        return (head + sections + lists).joined(separator: "\n\n") + "\n"
    }

    private static func table(_ report: CheckReport) -> String {
        let kinds = Check.Kind.allCases
        let head = [
            "| | " + kinds.map(\.rawValue).joined(separator: " | ") + " |",
            "|---|" + kinds.map { _ in "---:|" }.joined(),
        ]
        let rows = report.groupCounts.map { group, counts in
            "| \(inline(group)) | " + counts.map { String($0) }.joined(separator: " | ") + " |"
        }
        let more = "|" + kinds.map { _ in " |" }.joined()
        return (head + fitting(rows, of: rows.count) { "| … and \($0) more \(more)" }).joined(separator: "\n")
    }

    /// Returns the first lines that fit into `reserved`, and a line that counts the others of a total.
    private static func fitting(_ lines: [String], of total: Int, _ rest: (Int) -> String) -> [String] {
        var room = reserved
        let shown = lines.prefix { line in
            room -= line.utf8.count + 1
            return room >= 0
        }
        return shown + (shown.count < total ? [rest(total - shown.count)] : [])
    }

    private static func section(_ check: Check) -> String {
        var lines = ["### \(check.outcome.kind.rawValue): \(code(check.id))", "", inline(check.title)]
        if !check.evidence.isEmpty { lines += ["", "*\(inline(check.evidence))*"] }
        var details = check.outcome.finding?.lines ?? [("reason", check.outcome.reason ?? "")]
        if let command = check.command { details.append(("run again", command)) }
        let width = details.map(\.label.count).max() ?? 0
        var room = greatestDetails
        let block = details.map { label, text in
            let text = oneLine(clipped(text, to: room / 4))
            room -= text.utf8.count
            return "\(label)\(String(repeating: " ", count: width - label.count))  \(text)"
        }.joined(separator: "\n")
        let fence = String(repeating: "`", count: max(3, longestRun(of: "`", in: block) + 1))
        return (lines + ["", "\(fence)text", block, fence]).joined(separator: "\n")
    }

    private static func list<Element>(
        _ title: String, _ elements: [Element], _ line: (Element) -> String
    ) -> [String] {
        guard !elements.isEmpty else { return [] }
        let lines = elements.prefix(shownProblems).map { "- \(line($0))" }
        return [
            "### \(title)",
            fitting(lines, of: elements.count) { "- … and \($0) more" }.joined(separator: "\n"),
        ]
    }

    /// Returns a text on one line, with every character escaped that Markdown would interpret.
    static func inline(_ text: String) -> String {
        var result = ""
        // By code points: a mark that combines with one of these characters must not hide it.
        for scalar in oneLine(clipped(text)).unicodeScalars {
            if scalar == "@" {
                result += "@\u{200B}"
            } else {
                if "\\`*_{}[]<>#|~&".unicodeScalars.contains(scalar) { result += "\\" }
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func code(_ text: String) -> String {
        let text = oneLine(clipped(text))
        let fence = String(repeating: "`", count: longestRun(of: "`", in: text) + 1)
        return fence.count > 1 ? "\(fence) \(text) \(fence)" : "`\(text)`"
    }

    /// Returns a text as one printable line; control characters, which tell nothing here, become spaces.
    static func oneLine(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isControl = [.control, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
            result.append(isControl ? " " : scalar)
        }
        return PrintableText.line(String(result))
    }

    /// Returns a text of at most `limit` code points, with a mark at its end if it was longer.
    private static func clipped(_ text: String, to limit: Int = greatestValue) -> String {
        let shown = text.unicodeScalars.prefix(max(0, limit))
        return shown.endIndex == text.endIndex ? text : String(shown) + "…"
    }

    private static func longestRun(of character: Unicode.Scalar, in text: String) -> Int {
        var (longest, run) = (0, 0)
        for each in text.unicodeScalars {
            run = each == character ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }
}
