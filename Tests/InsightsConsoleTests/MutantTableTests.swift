import Foundation
import InsightsConsole
import InsightsContracts
import InsightsJSON
import Testing

@Suite("The console's table of mutants")
struct MutantTableTests {
    private static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    @Test("It is that of the page, which is written with it: scripts/mutants --write PAGE --table FILE")
    func page() throws {
        let page = try String(
            contentsOf: Self.repository.appendingPathComponent("docs/generated/mutants.md"), encoding: .utf8)
        let rows = page.components(separatedBy: "\n").filter { $0.hasPrefix("| `") }
        let table = try ContractHarness(read: { () throws(ContractError) in try .standard }).call("mutants").json
        var expected: [String] = []
        for area in try #require(table["areas"]?.array) {
            for mutant in area["mutants"]?.array ?? [] {
                let killers = mutant["killers"]?.array?.compactMap(\.string) ?? []
                let named = killers.prefix(3).map { "`\($0)`" }.joined(separator: ", ")
                expected.append("| `\(mutant["name"]?.string ?? "")` | \(mutant["fault"]?.string ?? "") | \(named)")
            }
        }
        #expect(expected.count > 900)
        for (row, text) in zip(rows, expected) { #expect(row.hasPrefix(text), "\(row)") }
    }

    @Test("Every contract that it names exists, and kills one or says why not")
    func contracts() throws {
        let suite = try ContractSuite.standard
        let table = try ContractHarness(read: { () throws(ContractError) in suite }).call("mutants").json
        let mutants = table["areas"]?.array?.flatMap { $0["mutants"]?.array ?? [] } ?? []
        let killers = Set(mutants.flatMap { $0["killers"]?.array?.compactMap(\.string) ?? [] })
        let idle = Set(table["idle"]?.array?.compactMap { $0["contract"]?.string } ?? [])
        #expect(killers.union(idle) == Set(suite.contracts.map(\.id)))
    }
}
