import InsightsJSON

/// The Test Anything Protocol, with a YAML block for each check that did not pass.
///
/// A check that is only reported is a `not ok` test point with the directive TODO. Readers disagree about escaped
/// number signs, and some cut the name there, so U+FF03 stands for each; the YAML block then has the exact name.
public struct TAPFormat: CheckReportFormat {
    /// A version of the protocol.
    public enum Version: Int, Sendable {
        /// Version 13, the last one that `prove` takes.
        case version13 = 13
        /// Version 14, in which a backslash escapes.
        case version14 = 14
    }

    /// The version of the stream.
    public let version: Version

    /// Creates the format; of version 13 by default.
    public init(version: Version = .version13) {
        self.version = version
    }

    /// Renders the whole stream.
    public func text(of report: CheckReport) -> String {
        var lines = ["TAP version \(version.rawValue)", "1..\(report.checks.count)"]
        if report.checks.isEmpty { lines[1] += " # SKIP nothing ran" }
        for (index, check) in report.checks.enumerated() {
            let point = "\(index + 1) - \(escaped(check.id))"
            switch check.outcome {
            case .passed: lines.append("ok \(point)")
            case .failed(let finding): lines += ["not ok \(point)"] + Self.diagnostics(check, finding, "fail")
            case .reported(let finding):
                let reason = check.isKnownFailure ? "known failure" : "only assumed"
                lines += ["not ok \(point) # TODO \(reason)"] + Self.diagnostics(check, finding, "todo")
            case .skipped(let reason): lines.append("ok \(point) # SKIP \(escaped(reason))")
            case .broken(let reason):
                lines += ["not ok \(point)"] + Self.diagnostics(check, CheckFinding(message: reason), "error")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func diagnostics(_ check: Check, _ finding: CheckFinding, _ severity: String) -> [String] {
        var members = [("message", finding.message), ("severity", severity), ("title", check.title)]
        if check.id.contains("#") { members.insert(("name", check.id), at: 0) }
        if !check.evidence.isEmpty { members.append(("evidence", check.evidence)) }
        if let place = finding.place { members.append(("at", place)) }
        if let pointer = finding.pointer { members.append(("pointer", pointer)) }
        if let expected = finding.expected { members.append(("expected", expected)) }
        if let actual = finding.actual { members.append(("actual", actual)) }
        if let request = finding.request { members.append(("request", request)) }
        if let command = check.command { members.append(("run_again", command)) }
        var lines = members.map { "  \($0.0): \(quoted($0.1))" }
        if !finding.remarks.isEmpty {
            lines.append("  remarks:")
            lines += finding.remarks.map { "    - \(quoted($0))" }
        }
        return ["  ---"] + lines + ["  ..."]
    }

    /// Escapes a description and puts it on one line; a number sign would begin a directive.
    private func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += version == .version14 ? "\\\\" : "\\"
            case "#": result += "\u{FF03}"
            case _ where PrintableText.isActing(scalar): result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Returns a double-quoted YAML scalar: a JSON string in which characters that YAML does not allow are escaped.
    private static func quoted(_ text: String) -> String {
        var result = ""
        let json = PrintableText.json(String(decoding: JSONWriter.encode(.string(text)), as: UTF8.self))
        for scalar in json.unicodeScalars {
            switch scalar {
            case "\u{80}"..."\u{9F}", "\u{2028}", "\u{2029}", "\u{FEFF}", "\u{FFFE}", "\u{FFFF}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
