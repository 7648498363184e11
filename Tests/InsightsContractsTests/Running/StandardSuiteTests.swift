import InsightsAPI
import InsightsContracts
import InsightsHTTP
import InsightsJSON
import InsightsTesting
import Testing

@Suite("The contracts of the package hold for the simulator, and their calls fit its OpenAPI document")
struct StandardSuiteTests {
    private static let check = DocumentCheck()
    private static let runner = ContractRunner(SimulatorTarget.inProcess(), observer: check.observer)

    private static func cases(_ edition: Edition) -> [ContractCase] {
        (try? ContractSuite.standard)?.cases(edition: edition) ?? []
    }

    @Test("There are contracts", arguments: Edition.allCases)
    func any(_ edition: Edition) throws {
        #expect(try ContractSuite.standard.cases(edition: edition).count > 1000)
    }

    @Test("Edition 2021", arguments: cases(.year2021))
    func holdsIn2021(_ item: ContractCase) async {
        await holds(item)
    }

    @Test("Edition 2023", arguments: cases(.year2023))
    func holdsIn2023(_ item: ContractCase) async {
        await holds(item)
    }

    @Test("Edition 2026", arguments: cases(.year2026))
    func holdsIn2026(_ item: ContractCase) async {
        await holds(item)
    }

    private func holds(_ item: ContractCase) async {
        let result = await Self.runner.run(item)
        guard case .passed = result.verdict else {
            Issue.record("\(item.id): \(result.verdict)")
            return
        }
        let violations = Self.check.violations(of: item)
        #expect(violations.isEmpty, "\(violations.joined(separator: "\n"))")
    }

    @Test(
        "A call that the document does not describe is found",
        arguments: [
            (200, #"{"value":[],"message":null,"statusCode":200}"#), (201, #"{"value":[],"totalCount":0}"#),
            (200, #"{"value":{},"totalCount":0,"message":null,"statusCode":200}"#), (200, "[]"),
        ])
    func finds(_ status: Int, _ body: String) throws {
        let item = try #require(Self.cases(.year2021).first { $0.program == .cmp && $0.contract.settings.isEmpty })
        let outcome = ContractResponse(
            status: status, headers: HTTPFields([(name: "Content-Type", value: "application/json")]),
            body: try JSONParser.parse(body))
        let call = ContractCall(.listReports, program: .cmp, credentials: nil)
        #expect(!Self.check.violations(item, call, outcome).isEmpty)
    }
}
