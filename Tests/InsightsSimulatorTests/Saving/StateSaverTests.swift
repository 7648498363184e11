import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsStore
import InsightsTime
import Testing

@testable import InsightsSimulator

@Suite("Saving of state")
struct StateSaverTests {
    private let store = MemoryStateStore()
    private let simulator: Simulator

    init() throws {
        simulator = try Simulator(
            clock: .manual(SandboxHarness.start), seed: 7, fixtures: try .standard(), store: store)
    }

    private func admin(_ route: String, _ method: HTTPMethod, _ body: String = "") -> HTTPResponse {
        simulator.respond(to: HTTPRequest(method, "/_sim/\(route)", body: Array(body.utf8)))
    }

    private func token() throws -> String {
        let credentials = simulator.credentials(for: .cmp)
        let response = simulator.respond(
            to: HTTPRequest(
                .post, "/\(credentials.tenantID)/oauth2/token",
                fields: HTTPFields([(name: "Content-Type", value: "application/x-www-form-urlencoded")]),
                body: Array(credentials.form.utf8)))
        return try #require(try JSONParser.parse(try response.bodyBytes())["access_token"]?.string)
    }

    private func query(_ method: HTTPMethod, _ token: String, _ body: String = "") -> HTTPResponse {
        simulator.respond(
            to: HTTPRequest(
                method, "/insights/v1/cmp/ScheduledQueries",
                fields: HTTPFields([(name: "Authorization", value: "Bearer \(token)")]), body: Array(body.utf8)))
    }

    private static let newQuery = #"{"Name":"q","Query":"SELECT OrderId FROM ISVOrder"}"#

    @Test("Reads write nothing; each call that changes something is written before it is answered")
    func writes() throws {
        let token = try token()
        var before = store.writeCount
        #expect(query(.get, token).status == 200)
        #expect(store.writeCount == before)
        before = store.writeCount
        #expect(query(.post, token, Self.newQuery).status == 200)
        #expect(store.writeCount == before + 1)
        let kinds = try #require(try store.load()[simulator.directory.standard.scope]).map(\.kind)
        #expect(kinds.count { $0 == "query" } == 1)
    }

    @Test("While nothing can be saved, changes get 503 and Retry-After; afterwards all is as it should be")
    func failures() throws {
        let token = try token()
        store.fail(.full(path: "disk"))
        let first = query(.post, token, Self.newQuery)
        #expect(first.status == 503)
        #expect(first.fields["Retry-After"] == "1")
        let writes = store.writeCount
        // Refused before it changes anything.
        #expect(query(.post, token, Self.newQuery).status == 503)
        #expect(admin("clock", .post, #"{"advance":"PT1H"}"#).status == 503)
        // What it shows could be lost.
        #expect(query(.get, token).status == 503)
        #expect(admin("health", .get).status == 200)
        #expect(store.writeCount == writes)
        store.fail(nil)
        // The saver tries again by itself.
        while simulator.saver?.isFailing == true {}
        #expect(simulator.saveState())
        let list = query(.get, token)
        #expect(list.status == 200)
        let names = try JSONParser.parse(try list.bodyBytes())["value"]?.array?.compactMap { $0["name"]?.string } ?? []
        #expect(names.count { $0 == "q" } == 1)
    }

    @Test("A simulator starts with 300 sandboxes of a store, and writes nothing again")
    func manySandboxes() throws {
        for _ in 0..<300 { _ = try simulator.makeSandbox() }
        let last = try #require(simulator.madeSandboxes.last)
        #expect(simulator.saveState())
        try simulator.closeState()
        let writes = store.writeCount
        let again = try Simulator(
            clock: .manual(SandboxHarness.start), seed: 7, fixtures: try .standard(), store: store)
        #expect(store.writeCount == writes)
        #expect(again.madeSandboxes.count == 300)
        #expect(again.madeSandboxes.last?.information.json == last.information.json)
        #expect(try again.makeSandbox().tenantID == simulator.makeSandbox().tenantID)
    }

    @Test("A tenant that the tenants file does not have is refused")
    func otherTenants() throws {
        try store.write([StateChange(scope: "elsewhere", rows: [StateRow("clock", "", Array("{}".utf8))])])
        let error = try #require(throws: StateError.self) {
            try Simulator(clock: .manual(SandboxHarness.start), seed: 7, fixtures: try .standard(), store: store)
        }
        #expect(error.description.contains("the tenants file has no such tenant"))
    }
}
