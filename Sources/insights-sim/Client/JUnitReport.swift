/// Verdicts as a JUnit file: one suite, a test case for each.
struct JUnitReport {
    let suite: String
    let verdicts: [Verdict]

    /// The file's text.
    var text: String {
        let failures = verdicts.count { !$0.passed }
        let counts = #"tests="\#(verdicts.count)" failures="\#(failures)" errors="0" skipped="0""#
        let name = Self.escaped(suite)
        let cases = verdicts.map { verdict in
            let attributes = #"classname="\#(name)" name="\#(Self.escaped(verdict.name))""#
            let evidence = Self.escaped(verdict.evidence)
            if verdict.passed {
                return """
                        <testcase \(attributes)>
                          <system-out>\(evidence)</system-out>
                        </testcase>
                    """
            }
            return """
                    <testcase \(attributes)>
                      <failure message="\(evidence)"/>
                    </testcase>
                """
        }
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites \(counts)>
              <testsuite name="\(name)" \(counts)>
            \(cases.joined(separator: "\n"))
              </testsuite>
            </testsuites>

            """
    }

    /// A text within quotes or between tags; what XML 1.0 has no character for is written as U+FFFD.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\t", "\n", "\r": result += "&#\(scalar.value);"
            case "\u{0}"..<" ", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
