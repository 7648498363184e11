import InsightsJSON

/// Markdown for a pull request comment or a job summary: a table, and the checks that did not pass.
public struct MarkdownFormat: CheckReportFormat {
    /// The number of failures that are shown in full; a comment is limited to 65,536 characters.
    public static let shownProblems = 20

    /// Creates the format; it has no options.
    public init() {}

    /// Renders the whole text.
    public func text(of report: CheckReport) -> String {
        var parts = [
            "## \(Self.inline(report.suite)): \(report.countsText)",
            "Against \(Self.inline(report.subject)), in \(secondsText(report.seconds)) s.", Self.table(report),
        ]
        let problems = report.problems
        parts += problems.prefix(Self.shownProblems).map(Self.section)
        if problems.count > Self.shownProblems {
            parts.append("… and \(problems.count - Self.shownProblems) more that did not pass.")
        }
        parts += Self.list("Reported, only assumed", report.checks.filter { $0.outcome.kind == .reported }) { check in
            "\(Self.code(check.id)): \(Self.inline(check.outcome.finding?.message ?? ""))"
        }
        parts += Self.list("Skipped", report.reasons(.skipped)) { "\($0.checks.count): \(Self.inline($0.reason))" }
        return parts.joined(separator: "\n\n") + "\n"
    }

    private static func table(_ report: CheckReport) -> String {
        var groups: [String] = []
        for check in report.checks where groups.last != check.group && !groups.contains(check.group) {
            groups.append(check.group)
        }
        let kinds = Check.Kind.allCases
        let head = [
            "| | " + kinds.map(\.rawValue).joined(separator: " | ") + " |",
            "|---|" + kinds.map { _ in "---:|" }.joined(),
        ]
        let rows = groups.map { group in
            let checks = report.checks.filter { $0.group == group }
            let counts = kinds.map { kind in String(checks.count { $0.outcome.kind == kind }) }
            return "| \(inline(group)) | " + counts.joined(separator: " | ") + " |"
        }
        return (head + rows).joined(separator: "\n")
    }

    private static func section(_ check: Check) -> String {
        var lines = ["### \(check.outcome.kind.rawValue): \(code(check.id))", "", inline(check.title)]
        if !check.evidence.isEmpty { lines += ["", "*\(inline(check.evidence))*"] }
        var details = check.outcome.finding?.lines ?? [("reason", check.outcome.reason ?? "")]
        if let command = check.command { details.append(("run again", command)) }
        let width = details.map(\.label.count).max() ?? 0
        let block = details.map { label, text in
            "\(label)\(String(repeating: " ", count: width - label.count))  \(oneLine(text))"
        }.joined(separator: "\n")
        let fence = String(repeating: "`", count: max(3, longestRun(of: "`", in: block) + 1))
        return (lines + ["", "\(fence)text", block, fence]).joined(separator: "\n")
    }

    private static func list<Element>(
        _ title: String, _ elements: [Element], _ line: (Element) -> String
    ) -> [String] {
        guard !elements.isEmpty else { return [] }
        var lines = elements.prefix(shownProblems).map { "- \(line($0))" }
        if elements.count > shownProblems { lines.append("- … and \(elements.count - shownProblems) more") }
        return ["### \(title)", lines.joined(separator: "\n")]
    }

    /// Returns a text on one line, with every character escaped that Markdown would interpret.
    static func inline(_ text: String) -> String {
        var result = ""
        for character in oneLine(text) {
            if "\\`*_{}[]<>#|~@&".contains(character) {
                result += character == "@" ? "@\u{200B}" : "\\\(character)"
            } else {
                result.append(character)
            }
        }
        return result
    }

    private static func code(_ text: String) -> String {
        let text = oneLine(text)
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

    private static func longestRun(of character: Character, in text: String) -> Int {
        var (longest, run) = (0, 0)
        for each in text {
            run = each == character ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }
}
