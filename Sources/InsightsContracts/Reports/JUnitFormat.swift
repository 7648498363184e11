import InsightsJSON

/// JUnit XML: one `testcase` for each check.
///
/// The strict form is valid by the schemas of Surefire and of Jenkins' xUnit plugin. They know no properties of a
/// `testcase`, so it has them as lines of `system-out`. JUnit has no element for a check that is only reported. Such a
/// check passes, with the finding as its output and the property `outcome`.
public struct JUnitFormat: CheckReportFormat {
    /// Whether each `testcase` has `properties` and `file`, which some readers know and the schemas do not.
    public let hasProperties: Bool

    /// Creates the format; the strict form by default.
    public init(hasProperties: Bool = false) {
        self.hasProperties = hasProperties
    }

    /// Renders the whole document.
    public func text(of report: CheckReport) -> String {
        let name = XMLText.escaped(report.suite)
        let counts =
            #"name="\#(name)" tests="\#(report.checks.count)" failures="\#(report.count(.failed))" "#
            + #"errors="\#(report.count(.broken))" skipped="\#(report.count(.skipped))" "#
            + #"time="\#(secondsText(report.seconds))""#
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuite \(counts)>
              <properties>
                <property name="subject" value="\(XMLText.escaped(report.subject))"/>
              </properties>

            """ + report.checks.map { testCase($0, suite: report.suite) }.joined() + "</testsuite>\n"
    }

    private func testCase(_ check: Check, suite: String) -> String {
        let group = check.group.isEmpty ? suite : "\(suite).\(check.group)"
        var attributes =
            #"classname="\#(XMLText.escaped(group))" name="\#(XMLText.escaped(check.id))" "#
            + #"time="\#(secondsText(check.seconds))""#
        if hasProperties, let file = check.file { attributes += #" file="\#(XMLText.escaped(file))""# }
        var lines = ["  <testcase \(attributes)>"]
        let properties = Self.properties(check)
        if hasProperties {
            lines.append("    <properties>")
            lines += properties.map {
                #"      <property name="\#(XMLText.escaped($0.name))" value="\#(XMLText.escaped($0.value))"/>"#
            }
            lines.append("    </properties>")
        }
        switch check.outcome {
        case .passed, .reported: break
        case .failed(let finding):
            lines.append(
                #"    <failure message="\#(XMLText.escaped(finding.message))" type="failed">"#
                    + Self.escaped(Self.details(finding, check)) + "</failure>")
        case .skipped(let reason):
            lines.append(#"    <skipped message="\#(XMLText.escaped(reason))"/>"#)
        case .broken(let reason):
            lines.append(#"    <error message="\#(XMLText.escaped(reason))" type="broken"/>"#)
        }
        var output = hasProperties ? [] : properties.map { "\($0.name): \($0.value)" }
        if !hasProperties, let file = check.file { output.append("file: \(file)") }
        if case .reported(let finding) = check.outcome { output += Self.details(finding, check) }
        if !output.isEmpty { lines.append("    <system-out>\(Self.escaped(output))</system-out>") }
        lines.append("  </testcase>\n")
        return lines.joined(separator: "\n")
    }

    private static func properties(_ check: Check) -> [(name: String, value: String)] {
        var properties = [(name: "title", value: check.title)]
        if !check.evidence.isEmpty { properties.append(("evidence", check.evidence)) }
        properties += check.properties
        if check.outcome.kind == .reported { properties.append(("outcome", "reported")) }
        return properties
    }

    private static func details(_ finding: CheckFinding, _ check: Check) -> [String] {
        var lines = finding.lines
        if let command = check.command { lines.append(("run again", command)) }
        return lines.map { "\($0.label): \($0.text)" }
    }

    /// Returns the content of an element, in which the ends of the lines remain as they are.
    private static func escaped(_ lines: [String]) -> String {
        lines.map(XMLText.escaped).joined(separator: "\n")
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
