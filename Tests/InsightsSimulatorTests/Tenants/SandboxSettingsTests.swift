import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsSimulator
import InsightsTime
import Testing

@Suite("Settings of a sandbox")
struct SandboxSettingsTests {
    private static let start = "2021-01-06T05:38:34Z"

    private static func simulator(_ settings: Settings = Settings()) throws -> Simulator {
        try Simulator(settings: settings, clock: .manual(try #require(Timestamp(start))), seed: 3)
    }

    /// Returns the number of rows that a test query shows a caller.
    private static func rows(_ sandbox: Sandbox) async throws -> Int {
        try await sandbox.client(for: .cmp).testQuery("SELECT OrderId FROM ISVOrder").count
    }

    @Test("A tenant can have its own settings; all others follow the simulator's")
    func apart() async throws {
        var settings = Settings()
        settings.testRows = 20
        let simulator = try Self.simulator(settings)
        let few = try simulator.makeSandbox(SandboxSpecification(settings: ["test-rows": "10"]))
        let usual = try simulator.makeSandbox()
        #expect(try await Self.rows(few) == 10)
        #expect(try await Self.rows(usual) == 20)
        #expect(try await Self.rows(simulator.defaultSandbox) == 20)
    }

    @Test("An edition sets its defaults, whatever the simulator's settings; given settings replace them")
    func edition() async throws {
        var settings = Settings()
        settings.testRows = 20
        let simulator = try Self.simulator(settings)
        let other = try simulator.makeSandbox(SandboxSpecification(edition: .year2023))
        let both = try simulator.makeSandbox(SandboxSpecification(edition: .year2023, settings: ["TEST-ROWS": "7"]))
        #expect(try await Self.rows(other) == 100)
        #expect(try await Self.rows(both) == 7)
        let names = try await other.client(for: .cmp).datasets().map(\.datasetName)
        let usual = try await simulator.defaultSandbox.client(for: .cmp).datasets().map(\.datasetName)
        #expect(names != usual && Set(names).isSuperset(of: usual))
    }

    @Test("Token endpoint, downloads, callbacks and the OpenAPI document follow a tenant's settings too")
    func everywhere() async throws {
        let simulator = try Self.simulator()
        let sandbox = try simulator.makeSandbox(
            SandboxSpecification(settings: ["token-lifetime-seconds": "60", "line-end": "lf", "token-issuer": "own"]))
        let client = sandbox.client(for: .cmp)
        let query = try await client.createQuery(
            CreateQueryRequest(name: "q", query: "SELECT OrderId FROM ISVOrder"))
        let report = try await client.createReport(
            ReportRequest(reportName: "r", queryID: query.queryID, executeNow: true))
        let link = try #require(try await client.executions(reportID: report.reportID)[0].reportAccessSecureLink)
        #expect(String(decoding: try await client.download(link), as: UTF8.self).hasPrefix("OrderId\n"))
        sandbox.advance(by: ISODuration(seconds: 60))
        await #expect(throws: ClientError.self) { _ = try await client.queries() }
        let document = simulator.respond(
            to: HTTPRequest(.get, "/_sim/openapi.json?tenant=\(sandbox.tenantID)", remoteAddress: "127.0.0.1"))
        let usual = simulator.respond(to: HTTPRequest(.get, "/_sim/openapi.json", remoteAddress: "127.0.0.1"))
        #expect(document.status == 200 && usual.status == 200)
        #expect(try document.bodyBytes() != usual.bodyBytes())
    }

    @Test("A token form is read under its tenant's settings, by each name of the tenant")
    func tokenForm() throws {
        let simulator = try Self.simulator()
        let sandbox = try simulator.makeSandbox(SandboxSpecification(settings: ["token-trim": "off"]))
        let credentials = sandbox.credentials(for: .mpn)
        let fields = [
            ("grant_type", "password"), ("client_id", credentials.clientID),
            ("client_secret", credentials.clientSecret), ("username", credentials.username ?? ""),
            ("password", credentials.password ?? ""), ("resource", " https://graph.windows.net"),
        ]
        let body = fields.map { "\($0)=\(PercentEncoding.encode($1))" }.joined(separator: "&")
        for name in [sandbox.tenantID, "common", "organizations"] {
            let response = simulator.respond(
                to: HTTPRequest(
                    .post, "/\(name)/oauth2/token",
                    fields: HTTPFields([(name: "Content-Type", value: "application/x-www-form-urlencoded")]),
                    body: Array(body.utf8)))
            // The blank makes the resource unknown.
            #expect(response.status == 400, "\(name)")
            #expect(String(decoding: try response.bodyBytes(), as: UTF8.self).contains("500011"), "\(name)")
        }
    }

    private struct Refusal: Sendable, CustomTestStringConvertible {
        let body: String
        let error: String
        var testDescription: String { body }
    }

    private static let refusals = [
        Refusal(
            body: #"{"settings":{"test-row":"1"}}"#,
            error: "settings.test-row: unknown setting 'test-row'; did you mean 'test-rows'?"),
        Refusal(
            body: #"{"settings":{"test-rows":"0"}}"#,
            error: "settings.test-rows: found '0'; expected 1 to 10000"),
        Refusal(
            body: #"{"settings":{"test-rows":true}}"#,
            error: "settings.test-rows: found true; expected a string or a number"),
        Refusal(
            body: #"{"settings":{"test-rows":"1","test-rows":"2"}}"#,
            error: "settings.test-rows: found a second 'test-rows'; expected each key once"),
        Refusal(body: #"{"settings":[]}"#, error: "settings: found an array; expected a JSON object"),
        Refusal(body: #"{"edition":"2022"}"#, error: "edition: found '2022'; expected 2021, 2023, 2026"),
        Refusal(
            body: #"{"settings":{"sandbox-limit":"3"}}"#,
            error: "settings.sandbox-limit: sandbox-limit applies to the whole simulator; set it with "
                + "'serve --set sandbox-limit=...'"),
        Refusal(
            body: #"{"settings":{"sandbox-idle-expiry-seconds":"3"}}"#,
            error: "settings.sandbox-idle-expiry-seconds: sandbox-idle-expiry-seconds applies to the whole simulator"),
        Refusal(
            body: #"{"settings":{"sandbox-idle-expiry":"3"}}"#,
            error: "settings.sandbox-idle-expiry: sandbox-idle-expiry applies to the whole simulator; set it with "),
        Refusal(
            body: #"{"settings":{"token-lifetime":"3","token-lifetime-seconds":"4"}}"#,
            error: "settings.token-lifetime-seconds: found the setting of 'token-lifetime' again; expected one of "),
    ]

    @Test("An invalid setting is refused with its place, and creates no sandbox", arguments: refusals)
    private func refused(_ refusal: Refusal) throws {
        let simulator = try Self.simulator()
        let response = simulator.respond(
            to: HTTPRequest(
                .post, "/_sim/sandboxes", body: Array(refusal.body.utf8), remoteAddress: "127.0.0.1"))
        #expect(response.status == 400)
        let message = try JSONParser.parse(try response.bodyBytes())["error"]?.string ?? ""
        #expect(message.hasPrefix(refusal.error), "\(message)")
        #expect(simulator.madeSandboxes.isEmpty)
    }

    @Test(
        "Former names of settings work for sandboxes, and the response shows the current ones",
        arguments: SettingsTests.formerNames.filter { $0.former != "sandbox-idle-expiry" })
    func formerName(_ former: String, _ current: String) throws {
        let value = ["all-spans": "on", "form-trimming": "off"][former] ?? "60"
        func make(_ name: String) throws -> JSONValue? {
            let body = #"{"settings":{"\#(name)":"\#(value)"}}"#
            return try JSONParser.parse(
                try Self.simulator().respond(
                    to: HTTPRequest(.post, "/_sim/sandboxes", body: Array(body.utf8), remoteAddress: "127.0.0.1")
                ).bodyBytes())["settings"]
        }
        #expect(try make(former) == .object([current: .string(value)]))
        #expect(try make(current) == .object([current: .string(value)]))
    }

    @Test("A number counts as its text; the response has edition and settings")
    func shown() throws {
        let simulator = try Self.simulator()
        let body = #"{"edition":"2023","settings":{"test-rows":7,"line-end":"lf","quota-queries":"100"}}"#
        let made = try JSONParser.parse(
            try simulator.respond(
                to: HTTPRequest(.post, "/_sim/sandboxes", body: Array(body.utf8), remoteAddress: "127.0.0.1")
            ).bodyBytes())
        #expect(made["edition"] == .string("2023"))
        // A value equal to the default of the edition is not listed.
        #expect(made["settings"] == .object(["test-rows": .string("7"), "line-end": .string("lf")]))
    }

    @Test("A case file has the settings of its sandbox, and a replay gives the same bytes")
    func caseFile() async throws {
        let simulator = try Self.simulator()
        let sandbox = try simulator.makeSandbox(
            SandboxSpecification(edition: .year2023, settings: ["test-rows": "3"]))
        #expect(try await Self.rows(sandbox) == 3)
        let file = try Recording(parsing: Array(sandbox.caseFile().text.utf8))
        let replay = try Replay(file, fixtures: .standard())
        #expect(replay.firstDifference == nil)
        #expect(replay.exchanges.count == 2)
    }

    @Test("A reset keeps a sandbox's settings")
    func reset() async throws {
        let simulator = try Self.simulator()
        let sandbox = try simulator.makeSandbox(SandboxSpecification(settings: ["test-rows": "3"]))
        sandbox.reset()
        #expect(try await Self.rows(sandbox) == 3)
    }
}
