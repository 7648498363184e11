import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsSimulator
import Testing

@Suite("Serving the OpenAPI document")
struct OpenAPIServingTests {
    @Test("The administration serves the whole document of these settings and this address")
    func administration() throws {
        let harness = try TokenHarness {
            $0.pageSize = 7
            $0.recordOptions.capitalizesCallbackMethod = true
        }
        let reply = try harness.admin("openapi.json")
        #expect(reply.status == 200)
        #expect(reply.fields["Content-Type"] == "application/json; charset=utf-8")
        let json = try #require(reply.json)
        #expect(json["servers"]?[0]?["url"] == .string("http://sim.test"))
        let report = json["components"]?["schemas"]?["MpnReport"]?["properties"]?.object?.keys ?? []
        #expect(report.contains("CallbackMethod"))
        #expect(!report.contains("callbackMethod"))
        let document = try OpenAPIDocument(parsing: reply.body)
        #expect(document.operationIDs.contains("mpn.executions"))
        #expect(try harness.admin("openapi.json", .post).status == 405)
        #expect(try harness.admin("openapi.json?tenant=x").status == 404)
    }

    static let pages = [
        "/insights/v1/cmp/swagger/index.html", "/insights/v1/mpn/swagger/index.html",
        "/analytics/cmp/swagger/index.html", "/Insights/V1/CMP/Swagger/Index.html",
    ]

    @Test("The documented Swagger addresses serve every client a page that loads nothing", arguments: pages)
    func page(_ address: String) throws {
        let harness = try TokenHarness()
        let reply = try harness.send(.get, address)
        #expect(reply.status == 200)
        #expect(reply.fields["Content-Type"] == "text/html; charset=utf-8")
        #expect(reply.fields["Content-Security-Policy"]?.hasPrefix("default-src 'none'") == true)
        let program = address.lowercased().contains("mpn") ? "mpn" : "cmp"
        #expect(reply.text.contains("<code>/insights/v1/\(program)/ScheduledReport/execution/{reportId}</code>"))
        #expect(reply.text.contains(#"href="v1/swagger.json""#))
        #expect(!reply.text.contains("src=") && !reply.text.contains("<script") && !reply.text.contains("<link"))
    }

    @Test("The document beside the page is that of its program", arguments: PartnerProgram.allCases)
    func document(_ program: PartnerProgram) throws {
        let harness = try TokenHarness()
        let reply = try harness.send(.get, "/insights/v1/\(program)/swagger/v1/swagger.json")
        let ids = try OpenAPIDocument(parsing: reply.body).operationIDs
        #expect(ids.contains("\(program).datasets"))
        #expect(!ids.contains("\(program == .cmp ? PartnerProgram.mpn : .cmp).datasets"))
        #expect(ids.contains("token.v1"))
    }

    @Test("Reading the description is not an API call: no journal entry, no identifier, no other method")
    func leavesNoTrace() throws {
        let first = try TokenHarness(seed: 3)
        let second = try TokenHarness(seed: 3)
        for address in Self.pages { _ = try second.send(.get, address) }
        #expect(try second.send(.post, Self.pages[0]).status == 405)
        #expect(second.simulator.defaultSandbox.journal.requestCount == 0)
        let responses = try [first, second].map { try $0.send(.get, "/insights/v1/cmp/ScheduledDataset") }
        #expect(responses[0].fields["x-ms-request-id"] == responses[1].fields["x-ms-request-id"])
    }

    @Test("Other addresses below swagger are not routes of the service")
    func others() throws {
        let harness = try TokenHarness()
        #expect(try harness.send(.get, "/insights/v1/cmp/swagger").status == 401)
        #expect(try harness.send(.get, "/analytics/cmp/swagger").status == 404)
    }
}
