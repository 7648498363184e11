import Foundation
import InsightsAPI
import InsightsContracts
import InsightsFixtures
import InsightsJSON
import InsightsSimulator
import Testing

@testable import insights_sim

@Suite("The differences of editions", .mayBlock)
struct EditionsCommandTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private static func report(_ earlier: Edition, _ later: Edition) throws -> EditionsReport {
        EditionsReport(
            from: earlier, to: later, fixtures: try .standard(), contracts: try ContractSuite.standard.contracts)
    }

    /// Returns the page with the differences of successive editions.
    private static func page() throws -> String {
        let head = """
            # What changed between editions

            An edition is a state of the vendor's documents ([sources.md](../sources.md) explains the names of sources).
            `insights-sim editions diff FROM TO` prints the same for any two editions, and `--json` the same for programs.
            The tables follow from those that the simulator runs on, and from its contracts. Without `--edition`, the
            simulator is in the first one.


            """
        return try head + report(.year2021, .year2023).markdown + "\n" + report(.year2023, .year2026).markdown
    }

    @Test("docs/generated/editions.md is current")
    func page() throws {
        let file = Self.root.appending(path: "docs/generated/editions.md")
        let text = try Self.page()
        if ProcessInfo.processInfo.environment["INSIGHTS_UPDATE_DOCS"] == "1" {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        let isCurrent = try String(contentsOf: file, encoding: .utf8) == text
        #expect(isCurrent, "INSIGHTS_UPDATE_DOCS=1 swift test --filter EditionsCommandTests writes the page anew")
    }

    struct Known: Sendable, CustomTestStringConvertible {
        let area: String
        let subject: String
        let before: String?
        let after: String?
        var testDescription: String { subject }
    }

    @Test(
        "A known difference of 2021 and 2026 is found, with a source",
        arguments: [
            Known(area: "routes", subject: "GET /insights/v1.1/cmp/ScheduledDataset", before: nil, after: "there"),
            Known(
                area: "requests", subject: "createReport: RecurrenceCount", before: "integer, optional",
                after: "integer, required"),
            Known(area: "requests", subject: "updateReport: endTime", before: nil, after: "text, optional"),
            Known(area: "records", subject: "query: modifiedTime", before: "string or null", after: nil),
            Known(area: "datasets", subject: "ISVLicense", before: nil, after: "listed"),
            Known(area: "datasets", subject: "ISVOrderV2", before: nil, after: "accepted"),
            Known(area: "columns", subject: "ISVUsage.DiscountedPriceUSD", before: nil, after: "listed"),
            Known(area: "columns", subject: "ISVUsage.IsInternal", before: "listed", after: "accepted"),
            Known(area: "columns", subject: "OfficeUsage.PGAMpnId", before: nil, after: "accepted"),
            Known(area: "defaults", subject: "cmp-versions", before: "v1", after: "both"),
        ])
    func known(_ known: Known) throws {
        let changes = try Self.report(.year2021, .year2026).changes
        let change = try #require(changes.first { $0.subject == known.subject && $0.area.rawValue == known.area })
        #expect(known.before.map { change.before?.hasPrefix($0) == true } ?? (change.before == nil))
        #expect(change.after == known.after)
        #expect(!change.sources.isEmpty)
    }

    @Test("An edition does not differ from itself", arguments: Edition.allCases)
    func same(_ edition: Edition) throws {
        #expect(try Self.report(edition, edition).changes.isEmpty)
    }

    @Test("The way back removes what the way there adds")
    func back() throws {
        let there = try Self.report(.year2021, .year2026).changes.filter { $0.kind == .added }.map(\.subject)
        let back = try Self.report(.year2026, .year2021).changes.filter { $0.kind == .removed }.map(\.subject)
        #expect(Set(there) == Set(back))
    }

    @Test("The command prints lists, text and JSON, and refuses other editions")
    func command() throws {
        let list = try Tool.run(executable: Tool.path, ["editions", "list"])
        #expect(list.output.contains("2026     cmp v1+v1.1, mpn v1"))
        let text = try Tool.run(executable: Tool.path, ["editions", "diff", "2021", "2026"])
        #expect(text.output.contains("+ cmp GET /insights/v1.1/cmp/ScheduledDataset  [2026 1.1]"))
        let json = try Tool.run(executable: Tool.path, ["editions", "diff", "2023", "2026", "--json"])
        let value = try JSONParser.parse(json.output)
        #expect(value["from"]?.string == "2023" && (value["changes"]?.array?.count ?? 0) > 20)
        let wrong = try Tool.run(executable: Tool.path, ["editions", "diff", "2021", "2024"])
        #expect(wrong.errors.hasPrefix("error: editions diff: found '2024'; expected one of 2021, 2023, 2026"))
    }
}
