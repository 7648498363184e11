import InsightsContracts
import InsightsTesting
import Testing

@Suite("The contracts that come with the package hold for the simulator")
struct StandardSuiteTests {
    private static let target = SimulatorTarget.inProcess()

    private static func cases(_ edition: ContractEdition) -> [ContractCase] {
        (try? ContractSuite.standard())?.cases(edition: edition) ?? []
    }

    @Test("Edition 2021", arguments: cases(.year2021))
    func holdsIn2021(_ item: ContractCase) async {
        let result = await ContractRunner(Self.target).run(item)
        guard case .passed = result.verdict else {
            Issue.record("\(item.id): \(result.verdict)")
            return
        }
    }

    @Test("Edition 2023", arguments: cases(.year2023))
    func holdsIn2023(_ item: ContractCase) async {
        let result = await ContractRunner(Self.target).run(item)
        guard case .passed = result.verdict else {
            Issue.record("\(item.id): \(result.verdict)")
            return
        }
    }
}
