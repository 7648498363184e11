import InsightsAPI
import InsightsJSON
import InsightsSimulator
import Testing

/// What generators of clients need, beyond what OpenAPI demands.
@Suite("OpenAPI documents for generators")
struct OpenAPIShapeTests {
    /// Returns every object of a document that is not a map of properties, with its place.
    private static func schemas(_ value: JSONValue, _ place: String = "") -> [(place: String, schema: JSONObject)] {
        let children: [(String, JSONValue)] =
            value.object?.members.map { ($0.key, $0.value) } ?? value.array?.enumerated().map { ("\($0)", $1) } ?? []
        let own = value.object.map { [(place: place, schema: $0)] } ?? []
        // The members of a map are names, not keywords.
        let isMap = place.hasSuffix("/properties")
        return (isMap ? [] : own) + children.flatMap { schemas($0.1, "\(place)/\($0.0)") }
    }

    @Test(
        "Types, items and names are what generators understand, under every choice",
        arguments: DescribedWorkflowTests.choices)
    func shapes(_ choice: DescribedWorkflowTests.Choice) throws {
        let document = OpenAPIGenerator(settings: try choice.make()).json
        var titles: [String] = []
        for (place, schema) in Self.schemas(try #require(document["paths"]))
            + Self.schemas(
                try #require(document["components"]))
        {
            #expect(schema["type"]?.array?.count != 1, "\(place): one type in an array")
            if schema["type"]?.string == "array" { #expect(schema["items"] != nil, "\(place): no items") }
            if schema["enum"]?.array != nil || schema["const"] != nil {
                #expect(schema["type"] != nil, "\(place): values without a type")
            }
            if let title = schema["title"]?.string { titles.append(title) }
        }
        #expect(Set(titles).count == titles.count)
        for part in ["schemas", "responses", "securitySchemes"] {
            for name in document["components"]?[part]?.object?.keys ?? [] {
                #expect(name.utf8.allSatisfy { $0 != UInt8(ascii: ".") }, "\(part): \(name)")
            }
        }
    }

    @Test("A request to create a report is one object with all fields; the rest depends on ExecuteNow")
    func createReport() throws {
        let document = OpenAPIGenerator(settings: Settings()).json
        let pointer = JSONPointer(["components", "schemas", "CmpCreateReportRequest"])
        let schema = try #require(pointer.value(in: document))
        #expect(schema["properties"]?.object?.keys == ReportRequest.fields.map(\.name))
        #expect(schema["anyOf"] == nil)
        let checked = try JSONSchema(schema, in: document, at: pointer)
        func isValid(_ members: String) throws -> Bool {
            let value = try JSONParser.parse(Array(#"{"ReportName":"r","QueryId":"q"\#(members)}"#.utf8))
            return checked.firstViolation(in: value) == nil
        }
        #expect(try !isValid(""))
        #expect(try isValid(#","ExecuteNow":true"#))
        #expect(try isValid(#","ExecuteNow":" TRUE ""#))
        #expect(try !isValid(#","ExecuteNow":false"#))
        let schedule = #","StartTime":"2021-01-07T00:00:00Z","RecurrenceInterval":24"#
        #expect(try isValid(schedule))
        #expect(try isValid(schedule + #","ExecuteNow":"false""#))
        #expect(try !isValid(schedule + #","StartTime":"tomorrow""#))
    }

    @Test("The documents about clouds and users name the parameters that they refuse to miss")
    func requiredParameters() throws {
        let document = OpenAPIGenerator(settings: Settings()).json
        func names(_ path: String) -> [String] {
            (document["paths"]?[path]?["get"]?["parameters"]?.array ?? [])
                .filter { $0["required"]?.bool == true }.compactMap { $0["name"]?.string }
        }
        #expect(names("/common/discovery/instance") == ["api-version", "authorization_endpoint"])
        #expect(names("/common/userrealm/{user}") == ["user", "api-version"])
        let harness = try TokenHarness()
        for path in ["/common/discovery/instance?api-version=1.1", "/common/userrealm/a@b.example"] {
            #expect(try harness.send(.get, path).text.contains("AADSTS90014"))
        }
    }
}
