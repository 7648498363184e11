import Foundation
import InsightsContracts

/// A report with one check of each outcome, and with texts that every format must escape.
enum SampleReport {
    static let report: CheckReport = {
        var report = unannotated
        for index in report.checks.indices { report.checks[index].annotatedFile = report.checks[index].file }
        return report
    }()

    private static let unannotated = CheckReport(
        suite: "contracts", subject: "http://127.0.0.1:8080",
        checks: [
            Check(
                id: "datasets/list (cmp)", group: "datasets", title: "The list has every dataset",
                evidence: "documented: seed 002, S9",
                properties: [("class", "documented"), ("sources", "seed 002, S9"), ("program", "cmp")],
                outcome: .passed, seconds: 0.0124, file: "contracts/datasets/list.json",
                command: "insights-sim contracts run datasets/list --program cmp"),
            Check(
                id: "queries/text, 100% \"exact\" <&> (mpn)", group: "queries",
                title: "A text | with `ticks`, *stars* and a ]]> comes back: # \\ and all",
                evidence: "observed 2021-03: page: \"first call\"",
                properties: [("class", "observed"), ("sources", "page: \"first call\"")],
                outcome: .failed(
                    CheckFinding(
                        message: "step 2, getQueries: body /value/0/query: expected \"a\", found \"b\"",
                        place: "step 2, getQueries (once more): body", pointer: "/value/0/query",
                        expected: "\"SELECT 'a'\"",
                        actual: "\"tab\t, escape \u{1B}[31m, nul \u{0}, next \u{85}, \u{FFFF}\r\n```x\"",
                        remarks: ["the service says: no, @you", "the simulator explains: <b>%0A::error::x</b>"],
                        request: "curl -sS -H \"Authorization: Bearer $TOKEN\" 'http://127.0.0.1:8080/a?b=c&d'")),
                seconds: 1.5, file: "contracts/queries/a,b:c%.json",
                command: "insights-sim contracts run queries/text --program mpn"),
            Check(
                id: "queries/odd (cmp)", group: "queries", title: "An odd query is refused", evidence: "assumed: U8",
                outcome: .reported(
                    CheckFinding(
                        message: "step 1, createQuery: status expected 400, found 200",
                        place: "step 1, createQuery: status", pointer: "", expected: "400", actual: "200")),
                seconds: 0.25),
            Check(
                id: "reports/pause (cmp)", group: "reports", title: "A paused report skips its slots",
                evidence: "documented: C7", outcome: .skipped(reason: "it moves the clock")),
            Check(
                id: "reports/resume (cmp)", group: "reports", title: "A resumed report runs",
                evidence: "documented: C7", outcome: .skipped(reason: "it moves the clock")),
            Check(
                id: "token/get (mpn)", group: "token", title: "A token is granted", evidence: "documented: S5",
                outcome: .broken(reason: "no response from http://127.0.0.1:8080: \"gone\" & away")),
        ], seconds: 2.0419)

    /// The folder of the texts that the formats must give.
    private static let goldens = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Corpora/reports")

    /// Whether the texts are written instead of compared.
    static var updatesGoldens: Bool { ProcessInfo.processInfo.environment["INSIGHTS_UPDATE_DOCS"] == "1" }

    static func write(_ text: String, to name: String) throws {
        try text.write(to: goldens.appendingPathComponent(name), atomically: true, encoding: .utf8)
    }

    /// Reads the text that a format must give for the report.
    static func golden(_ name: String) throws -> String {
        try String(contentsOf: goldens.appendingPathComponent(name), encoding: .utf8)
    }
}
