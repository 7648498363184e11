import InsightsAPI
import InsightsContracts
import InsightsHTTP
import InsightsTesting
import Testing

/// The client under test, as the contracts call it: here it only lists, and what it does not offer is skipped.
struct ListingClient: ContractClient {
    let client: HTTPContractClient

    func offers(_ operation: Operation) -> Bool {
        [.token, .datasets, .listQueries, .listReports].contains(operation)
    }

    func perform(_ call: ContractCall) async throws(SubjectError) -> ContractResponse {
        // Call your client by `call.operation` and `call.arguments`; return the status and body of its response.
        try await client.perform(call)
    }

    func timeHasPassed() async { await client.timeHasPassed() }
}

@Suite("My client keeps the contracts")
struct MyClientTests {
    static let target = SimulatorTarget.inProcess { environment in
        ListingClient(client: HTTPContractClient(environment.transport))
    }

    static let cases = (try? ContractSuite.standard.cases()) ?? []

    @Test("There are contracts to keep")
    func contractsAreThere() { #expect(!Self.cases.isEmpty) }

    @Test("Contract", arguments: cases)
    func keeps(_ item: ContractCase) async {
        let result = await ContractRunner(Self.target).run(item)
        #expect(result.problem == nil)
    }
}
