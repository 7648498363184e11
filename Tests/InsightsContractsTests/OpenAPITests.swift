import InsightsAPI
import InsightsContracts
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsSimulator
import InsightsTesting
import Synchronization
import Testing

@Suite("The OpenAPI document says what the contracts see")
struct OpenAPITests {
    /// The document of a simulator with the edition and settings of a case; made once for each.
    private final class Documents: Sendable {
        private let made = Mutex<[String: OpenAPIDocument]>([:])

        func document(for item: ContractCase) throws -> OpenAPIDocument {
            let key = item.edition.rawValue + item.contract.settings.map { "\($0.name)=\($0.value)" }.joined()
            return try made.withLock { made in
                if let known = made[key] { return known }
                var settings = Settings(edition: item.edition == .year2021 ? .year2021 : .year2023)
                for setting in item.contract.settings { try settings.set(setting.name, to: setting.value) }
                let simulator = try Simulator(settings: settings)
                let response = simulator.respond(to: HTTPRequest(.get, "/_sim/openapi.json"))
                let document = try OpenAPIDocument(JSONParser.parse(try response.bodyBytes()))
                made[key] = document
                return document
            }
        }
    }

    @Test("Every call of every contract fits the document of its settings", arguments: ContractEdition.allCases)
    func fits(_ edition: ContractEdition) async throws {
        let documents = Documents()
        let findings = Mutex<(violations: [String], count: Int)>(([], 0))
        let runner = ContractRunner(SimulatorTarget.inProcess()) { item, call, outcome in
            // A plan of faults makes the service answer what it never would.
            let isSpoiled = item.contract.steps.contains { if case .faults = $0.action { true } else { false } }
            guard !isSpoiled, call.address.hasPrefix("/") else { return }
            let violations: [String]
            do {
                violations = try documents.document(for: item).validate(
                    call.method, call.address, requestBody: call.content?.bytes ?? [],
                    status: outcome.status, contentType: outcome.headers?["Content-Type"],
                    body: outcome.body.isNull ? [] : JSONWriter.encode(outcome.body)
                ).map { "\($0)" }
            } catch {
                violations = ["\(error)"]
            }
            findings.withLock { findings in
                findings.count += 1
                findings.violations += violations.map { "\(item): \(call.method) \(call.address): \(outcome.status): \($0)" }
            }
        }
        let results = await runner.run(try ContractSuite.standard().cases(edition: edition))
        let (violations, count) = findings.withLock { $0 }
        #expect(count > results.count)
        #expect(violations.isEmpty, "\(violations.count) of \(count): \(violations.prefix(5).joined(separator: "\n"))")
    }
}
