import Foundation
import InsightsContracts
import Testing

@Suite("Report formats")
struct ReportFormatTests {
    @Test(
        "The same results give exactly the recorded text, in every format",
        arguments: [
            ("report.xml", JUnitFormat() as any CheckReportFormat),
            ("report-properties.xml", JUnitFormat(hasProperties: true)), ("report.tap", TAPFormat()),
            ("report-14.tap", TAPFormat(version: .version14)),
            ("report.json", JSONFormat()), ("report.md", MarkdownFormat()), ("github.txt", GitHubFormat()),
            ("terminal.txt", TerminalFormat()), ("terminal-verbose.txt", TerminalFormat(isVerbose: true)),
            ("terminal-colored.txt", TerminalFormat(isColored: true)),
        ])
    func golden(name: String, format: any CheckReportFormat) throws {
        let text = format.text(of: SampleReport.report)
        if SampleReport.updatesGoldens { try SampleReport.write(text, to: name) }
        #expect(text == (try SampleReport.golden(name)))
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
        #expect(text.utf8.count <= MarkdownFormat.greatestSize)
    }

    @Test("Markdown is never longer than GitHub takes, whatever the values are")
    func greatestMarkdown() {
        for character in ["x", "`", "|", "@", "\u{20AC}", "\u{1F600}", "a\u{301}\u{302}\u{303}"] {
            let long = String(repeating: character, count: 5000)
            let finding = CheckFinding(
                message: long, place: long, expected: long, actual: long, remarks: [long, long], request: long)
            let checks = (1...60).flatMap { number in
                [Check.Outcome.failed(finding), .reported(finding), .skipped(reason: "\(number)\(long)")].map {
                    Check(id: "\(number)\(long)", group: "\(number)\(long)", title: long, evidence: long, outcome: $0)
                }
            }
            let text = MarkdownFormat().text(
                of: CheckReport(suite: long, subject: long, checks: checks, seconds: 1))
            let (size, hasDetails) = (text.utf8.count, text.contains("### failed: "))
            #expect(size <= MarkdownFormat.greatestSize && hasDetails, "\(character)")
            #expect(text.firstMatch(of: /… and [0-9]+ more that did not pass\./) != nil, "\(character)")
        }
    }

    @Test("Markdown escapes a character also where a mark combines with it")
    func combiningMarks() {
        let check = Check(
            id: "a", group: "g", title: "a|\u{301}b *\u{301}c `\u{301}d", outcome: .failed(CheckFinding(message: "m")))
        let text = MarkdownFormat().text(of: CheckReport(suite: "s", subject: "", checks: [check], seconds: 0))
        #expect(text.contains("a\\|\u{301}b \\*\u{301}c \\`\u{301}d"))
    }

    @Test("No reader cuts a TAP name at a number sign, and the YAML block has the exact name")
    func numberSigns() {
        let checks = [
            Check(id: "token#1: TODO", group: "g", title: "t", outcome: .passed),
            Check(id: "token#2 \\", group: "g", title: "t", outcome: .failed(CheckFinding(message: "m"))),
        ]
        let report = CheckReport(suite: "s", subject: "", checks: checks, seconds: 0)
        for (version, backslashes) in [(TAPFormat.Version.version13, "\\"), (.version14, "\\\\")] {
            let lines = TAPFormat(version: version).text(of: report).split(separator: "\n").map(String.init)
            #expect(lines[0] == "TAP version \(version.rawValue)")
            #expect(lines[2] == "ok 1 - token\u{FF03}1: TODO")
            #expect(lines[3] == "not ok 2 - token\u{FF03}2 \(backslashes)")
            #expect(lines[5] == #"  name: "token#2 \\""#)
        }
    }

    @Test("Checks of one name get a number, also those that are added later")
    func uniqueNames() {
        func check(_ id: String) -> Check { Check(id: id, group: "", title: "", outcome: .passed) }
        var report = CheckReport(
            suite: "s", subject: "", checks: [check("a"), check("a"), check("a [2]"), check("b")], seconds: 0)
        #expect(report.checks.map(\.id) == ["a", "a [2]", "a [2] [2]", "b"])
        report.checks.append(check("b"))
        #expect(report.checks.map(\.id) == ["a", "a [2]", "a [2] [2]", "b", "b [2]"])
    }

    @Test(
        "Twenty failures are shown in full, further ones in a line each with a table of the areas", arguments: [20, 21])
    func manyFailures(count: Int) {
        var report = SampleReport.report
        report.checks = (1...count).map { number in
            var check = SampleReport.report.checks[1]
            check.id = "queries/\(number)"
            check.group = number == 1 ? "first" : "queries"
            return check
        }
        let lines = TerminalFormat().text(of: report).split(separator: "\n").map(String.init)
        #expect(lines.count { $0.hasPrefix("FAILED ") } == 20)
        #expect(
            lines.filter { $0.hasPrefix("failed ") }.map { $0.prefix(20) }
                == (count > 20 ? ["failed queries/21: s"] : []))
        let table = [
            "         passed  failed  reported  skipped  broken", "first         0       1         0        0       0",
            "queries       0      20         0        0       0",
        ]
        #expect(lines.dropLast().suffix(3).elementsEqual(table) == (count > 20), "\(lines.suffix(5))")
    }

    @Test("An annotation names a file only if it is the user's own")
    func annotatedFiles() {
        var report = SampleReport.report
        #expect(GitHubFormat().text(of: report).contains("file="))
        report.checks[1].annotatedFile = nil
        #expect(!GitHubFormat().text(of: report).contains("file="))
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
        #expect(TAPFormat().text(of: report) == "TAP version 13\n1..0 # SKIP nothing ran\n")
    }
}
