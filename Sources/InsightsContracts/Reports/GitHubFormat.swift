import InsightsJSON

/// Workflow commands of GitHub Actions: an annotation for each of the first failures, then the number of others.
///
/// An annotation names a file only if it is one of the user's sources: GitHub looks for it there.
public struct GitHubFormat: CheckReportFormat {
    /// The number of annotations that GitHub shows per kind and step; it silently drops further ones.
    public static let shownAnnotations = 10

    /// Creates the format; it has no options.
    public init() {}

    /// Renders the commands, one per line; the text is empty if there are no problems.
    public func text(of report: CheckReport) -> String {
        let problems = report.problems
        var lines = problems.prefix(Self.shownAnnotations - (problems.count > Self.shownAnnotations ? 1 : 0)).map(
            Self.command)
        if problems.count > lines.count {
            let words = "\(problems.count - lines.count) more of \(report.checks.count) checks did not pass"
            lines.append("::error title=\(Self.property(report.suite))::\(Self.data(words))")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func command(_ check: Check) -> String {
        var properties = check.annotatedFile.map { ["file=\(property($0))"] } ?? []
        properties.append("title=\(property(check.id))")
        var words = [check.title]
        switch check.outcome {
        case .failed(let finding), .reported(let finding):
            words += finding.lines.map { "\($0.label): \($0.text)" }
        case .skipped(let reason), .broken(let reason): words.append(reason)
        case .passed: break
        }
        if let command = check.command { words.append("run again: \(command)") }
        return "::error \(properties.joined(separator: ","))::\(data(words.joined(separator: "\n")))"
    }

    private static func data(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": result += "%25"
            case "\r": result += "%0D"
            case "\n": result += "%0A"
            case "\t": result.unicodeScalars.append(scalar)
            case _ where PrintableText.isActing(scalar): result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func property(_ text: String) -> String {
        data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
    }
}
