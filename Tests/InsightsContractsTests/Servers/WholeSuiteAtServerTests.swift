import InsightsAPI
import InsightsContracts
import InsightsSimulator
import Testing

@Suite("All contracts against a simulator in the role of the live service")
struct WholeSuiteAtServerTests {
    @Test("Only the known differences fail, because the simulator does not differ from itself")
    func wholeSuite() async throws {
        let wired = try WiredSimulator()
        let target = wired.target(
            pace: .zero, programs: PartnerProgram.allCases, authority: wired.simulator.baseURL)
        let cases = try ContractSuite.standard.cases()
        let results = await ContractRunner(target).run(cases)
        var played = 0
        for result in results {
            switch result.verdict {
            case .passed: played += 1
            case .skipped: break
            case .failed(let failure):
                #expect(result.item.contract.difference != nil, "\(result.item.id): \(failure)")
            case .reported(let failure): Issue.record("\(result.item.id): \(failure)")
            case .broken(let reason): Issue.record("\(result.item.id): \(reason)")
            }
        }
        #expect(played > 1000)
        #expect(target.leftBehind == [])
        #expect(!(try await wired.names().contains { $0.contains("insights-sim-contract") }))
    }
}
