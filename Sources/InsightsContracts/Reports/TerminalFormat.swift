/// Text for people: one line if all checks passed, full details of problems otherwise.
///
/// A check that is only reported has one line, unless the output is verbose. Past `shownProblems` problems, each
/// further one has a line, and a table counts the results of each group.
public struct TerminalFormat: CheckReportFormat {
    /// The number of problems that are shown in full.
    public static let shownProblems = 20

    /// Whether the text contains ANSI colours.
    public let isColored: Bool
    /// Whether every check has a line.
    public let isVerbose: Bool

    /// Creates the format; by default it is neither coloured nor verbose.
    public init(isColored: Bool = false, isVerbose: Bool = false) {
        self.isColored = isColored
        self.isVerbose = isVerbose
    }

    /// Renders the whole text.
    public func text(of report: CheckReport) -> String {
        var parts: [String] = []
        if isVerbose, !report.checks.isEmpty {
            parts.append(report.checks.map(line).joined(separator: "\n"))
        }
        let isBrief: (Check) -> Bool = { check in check.outcome.kind == .reported && !isVerbose }
        let detailed = report.checks.filter { $0.outcome.finding != nil && !isBrief($0) }
        parts += detailed.prefix(Self.shownProblems).map(block)
        let further = detailed.dropFirst(Self.shownProblems)
        if !further.isEmpty { parts.append(further.map(briefLine).joined(separator: "\n")) }
        let brief = report.checks.filter(isBrief)
        if !brief.isEmpty { parts.append(brief.map(briefLine).joined(separator: "\n")) }
        parts += reasons(report, .broken, style: .red)
        parts += reasons(report, .skipped, style: .yellow)
        if !further.isEmpty { parts.append(table(report)) }
        parts.append(summary(report))
        return parts.joined(separator: "\n\n") + "\n"
    }

    private func line(_ check: Check) -> String {
        "\(styled(check.outcome.kind.rawValue, Self.style(check.outcome.kind))) \(shown(check.id)) "
            + styled("(\(secondsText(check.seconds)) s)", .dim)
    }

    private func briefLine(_ check: Check) -> String {
        let kind = check.outcome.kind
        return styled(kind.rawValue, Self.style(kind))
            + " \(shown(check.id)): \(shown(check.outcome.finding?.message ?? ""))"
    }

    /// Returns the full details of a check that did not pass.
    func block(_ check: Check) -> String {
        let kind = check.outcome.kind
        var lines = check.outcome.finding?.lines ?? [("reason", check.outcome.reason ?? "")]
        if !check.evidence.isEmpty { lines.insert(("evidence", check.evidence), at: 0) }
        if let file = check.file { lines.append(("file", file)) }
        if let command = check.command { lines.append(("run again", command)) }
        let head = styled(kind.rawValue.uppercased(), Self.style(kind)) + " " + styled(shown(check.id), .bold)
        return ([head, "  " + shown(check.title)] + lines.map { "  \(label($0.label))\(shown($0.text))" })
            .joined(separator: "\n")
    }

    private func label(_ label: String) -> String {
        styled(label, .dim) + String(repeating: " ", count: max(1, 11 - label.count))
    }

    private func reasons(_ report: CheckReport, _ kind: Check.Kind, style: Style) -> [String] {
        let groups = report.reasons(kind)
        guard !groups.isEmpty else { return [] }
        return [
            groups.map { group in
                let example = group.checks.count == 1 ? " (\(group.checks[0].id))" : ""
                return styled("\(group.checks.count) \(kind.rawValue)", style) + ": " + shown(group.reason + example)
            }.joined(separator: "\n")
        ]
    }

    private func table(_ report: CheckReport) -> String {
        let groups = report.groupCounts
        let width = groups.map { shown($0.group).count }.max() ?? 0
        func row(_ name: String, _ cells: [String]) -> String {
            let columns = zip(cells, Check.Kind.allCases).map { cell, kind in
                String(repeating: " ", count: max(0, kind.rawValue.count - cell.count)) + cell
            }
            return ([name + String(repeating: " ", count: max(0, width - name.count))] + columns)
                .joined(separator: "  ")
        }
        return
            ([row("", Check.Kind.allCases.map(\.rawValue))]
            + groups.map { row(shown($0.group), $0.counts.map { String($0) }) }).joined(separator: "\n")
    }

    private func summary(_ report: CheckReport) -> String {
        let style: Style =
            report.problems.isEmpty ? (report.count(.passed) + report.count(.reported) > 0 ? .green : .yellow) : .red
        return styled(report.countsText, style) + " in \(secondsText(report.seconds)) s"
    }

    // MARK: Style

    private enum Style: String {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
    }

    private static func style(_ kind: Check.Kind) -> Style {
        switch kind {
        case .passed: .green
        case .failed, .broken: .red
        case .reported, .skipped: .yellow
        }
    }

    private func styled(_ text: String, _ style: Style) -> String {
        isColored ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// Returns a text on one line, without control characters that a terminal would interpret.
    private func shown(_ text: String) -> String { MarkdownFormat.oneLine(text) }
}
