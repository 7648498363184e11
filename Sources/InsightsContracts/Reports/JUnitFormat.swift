import InsightsJSON

/// JUnit XML: one `testcase` for each check.
///
/// JUnit has no element for a check that is only reported. Such a check passes, with the finding as its output and the
/// property `outcome`.
public struct JUnitFormat: CheckReportFormat {
    /// Creates the format; it has no options.
    public init() {}

    /// Renders the whole document.
    public func text(of report: CheckReport) -> String {
        let counts =
            #"tests="\#(report.checks.count)" failures="\#(report.count(.failed))" "#
            + #"errors="\#(report.count(.broken))" skipped="\#(report.count(.skipped))" "#
            + #"time="\#(secondsText(report.seconds))""#
        let name = XMLText.escaped(report.suite)
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites name="\(name)" \(counts)>
              <testsuite name="\(name)" \(counts)>
                <properties>
                  <property name="subject" value="\(XMLText.escaped(report.subject))"/>
                </properties>

            """ + report.checks.map { testCase($0, suite: report.suite) }.joined() + """
                  </testsuite>
                </testsuites>

                """
    }

    private func testCase(_ check: Check, suite: String) -> String {
        var properties = [(name: "title", value: check.title)]
        if !check.evidence.isEmpty { properties.append(("evidence", check.evidence)) }
        properties += check.properties
        if check.outcome.kind == .reported { properties.append(("outcome", "reported")) }
        let group = check.group.isEmpty ? suite : "\(suite).\(check.group)"
        var attributes =
            #"classname="\#(XMLText.escaped(group))" name="\#(XMLText.escaped(check.id))" "#
            + #"time="\#(secondsText(check.seconds))""#
        if let file = check.file { attributes += #" file="\#(XMLText.escaped(file))""# }
        var lines = ["    <testcase \(attributes)>", "      <properties>"]
        lines += properties.map {
            #"        <property name="\#(XMLText.escaped($0.name))" value="\#(XMLText.escaped($0.value))"/>"#
        }
        lines.append("      </properties>")
        switch check.outcome {
        case .passed: break
        case .failed(let finding):
            lines.append(
                #"      <failure message="\#(XMLText.escaped(finding.message))" type="failed">"#
                    + Self.details(finding, check) + "</failure>")
        case .reported(let finding):
            lines.append("      <system-out>\(Self.details(finding, check))</system-out>")
        case .skipped(let reason):
            lines.append(#"      <skipped message="\#(XMLText.escaped(reason))"/>"#)
        case .broken(let reason):
            lines.append(#"      <error message="\#(XMLText.escaped(reason))" type="broken"/>"#)
        }
        lines.append("    </testcase>\n")
        return lines.joined(separator: "\n")
    }

    /// Returns the content of an element, in which line ends may remain as they are.
    private static func details(_ finding: CheckFinding, _ check: Check) -> String {
        var lines = finding.lines
        if let command = check.command { lines.append(("run again", command)) }
        return lines.map { XMLText.escaped("\($0.label): \($0.text)") }.joined(separator: "\n")
    }
}

/// An encoder of text in XML documents.
enum XMLText {
    /// Escapes a text for a quoted attribute or for content.
    ///
    /// Characters that XML 1.0 does not allow become U+FFFD.
    static func escaped(_ text: String) -> String {
        var result = ""
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            defer { previous = scalar }
            switch scalar {
            // A runner obeys `##[` in whatever is printed.
            case "#" where previous == "#": result += "&#35;"
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\t", "\n", "\r", "\u{7F}"..."\u{9F}", "\u{2028}": result += "&#\(scalar.value);"
            case "\u{0}"..<" ", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
            case _ where PrintableText.isActing(scalar): result += "&#\(scalar.value);"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
