import Testing

@testable import InsightsWireMutants

@Suite("Wire mutants")
struct WireMutantTests {
    @Test("Names are unique")
    func namesAreUnique() {
        var seen: Set<String> = []
        for mutant in WireMutants.all(SeenAnswers()) { #expect(seen.insert(mutant.name).inserted, "\(mutant.name)") }
    }
}
