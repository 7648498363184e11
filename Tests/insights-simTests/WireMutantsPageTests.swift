import Foundation
import Testing

@Suite("scripts/wire-mutants", .mayBlock)
struct WireMutantsPageTests {
    private static func report(survivors: String = "", idle: String = "") -> String {
        func counts(_ judged: Int) -> String {
            #"{"judged":\#(judged),"killed":0,"explained":0,"survived":0,"notApplicable":0,"notJudged":0}"#
        }
        let kinds = [
            "field", "list", "row", "envelope", "header", "status", "error", "token", "discovery", "stale", "write",
            "neighbour", "parameter", "query", "access", "clock", "file",
        ].map { "\"\($0)\":" + counts($0 == "field" ? 1500 : 0) }
        return """
            {"cases":3,"seconds":1,"complete":true,
             "counts":{"judged":1500,"killed":1497,"explained":1,"survived":2,"notApplicable":7,"notJudged":0},
             "kinds":{\(kinds.joined(separator: ","))},"survivors":[\(survivors)],
             "explained":[{"mutant":"a/b","fault":"f","kind":"equivalent","reason":"Nobody can tell."}],
             "allAtOnce":[{"case":"a/b (cmp)","reason":"r"}],"idleCases":[\(idle)],"explainedIdleCases":1}
            """
    }

    private func page(of report: String) throws -> Tool.Outcome {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try report.write(toFile: folder.path("report.json"), atomically: true, encoding: .utf8)
        return try Tool.run(
            executable: "/usr/bin/env",
            ["python3", "-B", Tool.repository + "/scripts/wire-mutants", "--report", folder.path("report.json")])
    }

    @Test("The page has a row for each kind, the share of survivors, and the reasons")
    func page() throws {
        let outcome = try page(
            of: Self.report(
                survivors: #"{"mutant":"field/x/cmp/name/null"},{"mutant":"field/y/mpn/name/null"}"#,
                idle: #""queries/idle (cmp)""#))
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        for line in [
            "Cases: 3. Judged: 1,500 mutants; 2 survive without an explanation (0.13 %).",
            "| fields of records | 1,500 | 0 | 0 | 0 | 0 |", "| all | 1,500 | 1,497 | 1 | 2 | 7 |",
            "1 cases refuse a server with the faults of all survivors at once, explained ones included.",
            "1 of 3 cases refuse at least one mutant for what they claim.", "| 1 | equivalent | Nobody can tell. |",
            "- 2 `field/*/name/null`", "- `queries/idle (cmp)`",
        ] {
            #expect(outcome.output.contains(line + "\n"), "\(line)")
        }
    }

    @Test("Without survivors and idle cases the page lists none")
    func nothingLeft() throws {
        let outcome = try page(of: Self.report())
        #expect(!outcome.output.contains("## Survivors, by kind"))
        #expect(!outcome.output.contains("## Idle cases"))
    }

    @Test("Every kind of the tool has a row")
    func kinds() throws {
        let script = try String(contentsOfFile: Tool.repository + "/scripts/wire-mutants", encoding: .utf8)
        let source = try String(
            contentsOfFile: Tool.repository + "/Sources/InsightsWireMutants/Model/WireKind.swift", encoding: .utf8)
        for line in source.split(separator: "\n") where line.hasPrefix("    case ") {
            let name = line.dropFirst("    case ".count)
            #expect(script.contains("\"\(name)\":"), "\(name)")
        }
    }
}
