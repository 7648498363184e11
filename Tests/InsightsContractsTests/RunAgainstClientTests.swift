import InsightsContracts
import InsightsTesting
import Testing

@Suite("All contracts against a client at once")
struct RunAgainstClientTests {
    @Test("What the client does not offer is skipped with the reason, all else holds")
    func run() async throws {
        let suite = try ContractSuite.standard
        let results = await suite.run(against: { environment in
            ListingClient(client: HTTPContractClient(environment.transport))
        })
        #expect(results.map(\.item.id) == suite.cases().map(\.id))
        #expect(results.compactMap(\.problem) == [])
        let reasons = results.compactMap { result in
            if case .skipped(let reason) = result.verdict { reason } else { nil }
        }
        #expect(reasons.contains("the client does not offer createQuery"))
    }

    @Test("A contract may use a former name of a setting")
    func formerSettingName() async throws {
        let text =
            #"{"title":"t","evidence":{"class":"assumed","sources":["U1"]},"settings":{"token-lifetime":"300"},"steps":[{"do":"getDatasets","expect":{"status":200}}]}"#
        let suite = ContractSuite([try Contract(id: "area/former", parsing: Array(text.utf8))])
        let results = await suite.run(against: { HTTPContractClient($0.transport) })
        #expect(results.compactMap(\.problem) == [] && results.count == 2)
    }

    @Test("What is wrong is said in lines for people")
    func problem() async throws {
        let text =
            #"{"title":"It is so","evidence":{"class":"assumed","sources":["U1"]},"steps":[{"do":"getDatasets","expect":{"status":404}}]}"#
        let suite = ContractSuite([try Contract(id: "area/odd", parsing: Array(text.utf8))])
        let problems = await suite.run(against: { HTTPContractClient($0.transport) }).compactMap(\.problem)
        try #require(problems.count == 2)
        let lines = problems[0].split(separator: "\n").map(String.init)
        #expect(
            lines.prefix(5) == [
                "FAILED area/odd (cmp)", "  It is so", "  evidence   assumed: U1",
                "  at         step 1, getDatasets: status", "  expected   404",
            ])
        #expect(lines.last == "  run again  insights-sim contracts run area/odd --program cmp")
    }
}
