import InsightsAPI
import InsightsJSON
import Testing

@testable import InsightsSimulator

@Suite("Callbacks in the OpenAPI document")
struct OpenAPICallbackTests {
    private static func operations(_ program: PartnerProgram) -> [(name: String, value: JSONValue)] {
        let paths = OpenAPIGenerator(settings: Settings(), programs: [program]).json["paths"]?.object?.members ?? []
        return paths.flatMap { path in
            (path.value.object?.members ?? []).map { ($0.value["operationId"]?.string ?? "", $0.value) }
        }
    }

    @Test("Only the calls that take a callback address have callbacks", arguments: PartnerProgram.allCases)
    func operations(_ program: PartnerProgram) {
        let names = Self.operations(program).filter { $0.value["callbacks"] != nil }.map(\.name)
        #expect(Set(names) == ["\(program).createReport", "\(program).updateReport"])
    }

    @Test(
        "The callbacks follow their description",
        arguments: [CallbackMethod.get, .post], ["http://localhost:7000/ready", "https://callback.example/a/b"])
    func described(_ method: CallbackMethod, _ url: String) throws {
        let operation = try #require(Self.operations(.cmp).first { $0.name == "cmp.createReport" }?.value)
        let callbacks = try #require(operation["callbacks"]?["reportCompleted"]?.object)
        let described = callbacks.members.filter { $0.value[method.rawValue.lowercased()] != nil }.map { member in
            member.key.replacing("{$request.body#/CallbackUrl}", with: url)
                .replacing("{$response.body#/value/0/reportId}", with: "4f1d")
        }
        let address = try #require(CallbackAddress(url))
        #expect(described == [url.dropLast(address.path.count) + address.target(method, reportID: "4f1d")])
    }
}
