import Foundation
import InsightsContracts
import Testing

@Suite("Report formats")
struct ReportFormatTests {
    @Test(
        "The same results give exactly the recorded text, in every format",
        arguments: [
            ("report.xml", JUnitFormat() as any CheckReportFormat), ("report.tap", TAPFormat()),
            ("report.json", JSONFormat()), ("report.md", MarkdownFormat()), ("github.txt", GitHubFormat()),
            ("terminal.txt", TerminalFormat()), ("terminal-verbose.txt", TerminalFormat(isVerbose: true)),
            ("terminal-colored.txt", TerminalFormat(isColored: true)),
        ])
    func golden(name: String, format: any CheckReportFormat) throws {
        #expect(format.text(of: SampleReport.report) == (try SampleReport.golden(name)))
    }

    @Test("A run that passes prints one line")
    func quiet() {
        var report = SampleReport.report
        report.checks = [report.checks[0]]
        #expect(TerminalFormat().text(of: report) == "1 passed, 0 failed, 0 reported, 0 skipped in 2.042 s\n")
        #expect(GitHubFormat().text(of: report) == "")
    }

    @Test("At most ten annotations are written; the last one counts the rest")
    func annotations() throws {
        var report = SampleReport.report
        func failures(_ count: Int) -> [String] {
            report.checks = (1...count).map { number in
                var check = SampleReport.report.checks[1]
                check.id = "queries/\(number)"
                return check
            }
            return GitHubFormat().text(of: report).split(separator: "\n").map(String.init)
        }
        #expect(failures(10).count == 10)
        #expect(failures(10).allSatisfy { $0.hasPrefix("::error file=") })
        #expect(failures(12).count == 10)
        #expect(failures(12).last == "::error title=contracts::3 more of 12 checks did not pass")
    }

    @Test("A comment shows twenty failures in full and counts the rest")
    func longComment() {
        var report = SampleReport.report
        report.checks = (1...2000).map { number in
            var check = SampleReport.report.checks[1]
            check.id = "queries/\(number)"
            return check
        }
        let text = MarkdownFormat().text(of: report)
        #expect(text.contains("… and 1980 more that did not pass."))
        #expect(text.utf8.count < 65_536)
    }

    @Test("Seconds have three digits and no exponent, for any value")
    func seconds() {
        for (seconds, text) in [
            (0, "0.000"), (0.0004, "0.000"), (0.0005, "0.001"), (59.9996, "60.000"), (-1, "0.000"), (.nan, "0.000"),
            (1e12, "1000000000.000"),
        ] {
            let report = CheckReport(suite: "s", subject: "", checks: [], seconds: seconds)
            #expect(TerminalFormat().text(of: report).hasSuffix("in \(text) s\n"))
        }
    }

    @Test("A run without checks is a stream without points, and has not passed")
    func nothing() {
        let report = CheckReport(suite: "s", subject: "", checks: [], seconds: 0)
        #expect(TAPFormat().text(of: report) == "TAP version 14\n1..0 # SKIP nothing ran\n")
    }
}
