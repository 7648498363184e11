import InsightsAPI
import InsightsContracts
import InsightsHTTP
import InsightsJSON
import InsightsSimulator
import InsightsTesting
import Synchronization

/// Compares every call it hears of with the OpenAPI document of a simulator with the same edition and settings.
final class DocumentCheck: Sendable {
    private let documents = Mutex<[String: OpenAPIDocument]>([:])
    private let found = Mutex<[String: [String]]>([:])

    /// Receives the calls of a runner.
    var observer: ContractRunner.Observer {
        { [self] item, call, outcome in
            let violations = violations(item, call, outcome)
            guard !violations.isEmpty else { return }
            found.withLock { $0[item.id, default: []] += violations }
        }
    }

    /// Returns the differences of one case from the document.
    func violations(of item: ContractCase) -> [String] {
        found.withLock { $0[item.id] ?? [] }
    }

    func violations(_ item: ContractCase, _ call: ContractCall, _ outcome: ContractResponse) -> [String] {
        // A plan of faults makes the service answer what it never would; links lead to another host in earnest.
        let isAltered = item.contract.steps.contains { if case .faults = $0.action { true } else { false } }
        guard !isAltered, call.address.hasPrefix("/") else { return [] }
        do {
            return try document(for: item).validate(
                call.method, call.address, requestBody: call.content?.bytes ?? [], status: outcome.status,
                contentType: outcome.headers?["Content-Type"],
                body: outcome.body.isNull ? [] : JSONWriter.encode(outcome.body)
            ).map { "\(call.method) \(call.address): \(outcome.status): \($0)" }
        } catch {
            return ["\(error)"]
        }
    }

    private func document(for item: ContractCase) throws -> OpenAPIDocument {
        let key = item.edition.rawValue + item.contract.settings.map { " \($0.name)=\($0.value)" }.joined()
        return try documents.withLock { documents in
            if let known = documents[key] { return known }
            let simulator = try Simulator(settings: Settings(item.edition, changes: item.contract.settings))
            let response = simulator.respond(to: HTTPRequest(.get, "/_sim/openapi.json"))
            let document = try OpenAPIDocument(JSONParser.parse(try response.bodyBytes()))
            documents[key] = document
            return document
        }
    }
}
