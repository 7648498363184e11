import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsSimulator
import Testing

@Suite("Journal: redaction")
struct RedactionTests {
    /// Returns everything that a journal shows of a tenant, in each of its forms.
    private func everything(_ sandbox: Sandbox) -> String {
        let entries = JSONWriter.pretty(.array(sandbox.journal.entries().map { $0.json(includingRealTime: true) }))
        return entries + JSONWriter.pretty(sandbox.journal.har())
    }

    @Test("It contains no secret, from any part of a request")
    func sweep() async throws {
        let simulator = try Simulator(clock: .manual(SandboxHarness.start), seed: 7)
        let sandbox = simulator.defaultSandbox
        let credentials = simulator.credentials(for: .mpn)
        let tenant = try #require(try FixtureStore.standard().tenants.first)
        func send(
            _ method: HTTPMethod, _ target: String, _ body: String = "", _ fields: [(String, String)] = []
        ) throws -> JSONValue? {
            let type = ("Content-Type", "application/x-www-form-urlencoded")
            let response = simulator.respond(
                to: HTTPRequest(
                    method, target, fields: HTTPFields(([type] + fields).map { (name: $0.0, value: $0.1) }),
                    body: Array(body.utf8)))
            return try? JSONParser.parse(try response.bodyBytes())
        }
        let endpoint = "/\(credentials.tenantID)/oauth2/token"
        let granted = try #require(try send(.post, endpoint, credentials.form))
        let token = try #require(granted["access_token"]?.string)
        let refresh = try #require(granted["refresh_token"]?.string)
        let idToken = try #require(granted["id_token"]?.string)
        let secret = credentials.clientSecret
        let bearer = ("Authorization", "Bearer \(token)")
        _ = try send(
            .post, endpoint, "grant_type=refresh_token&refresh_token=\(refresh)&client_id=x&client_secret=\(secret)")
        _ = try send(.post, endpoint, #"{"client_secret":"\#(secret)","password":"hunter2-of-someone"}"#)
        _ = try send(.post, endpoint, "client_secret: \(secret); password hunter2-of-someone")
        _ = try send(
            .post, endpoint, "CLIENT%5FSECRET=hunter2-of-someone&grant_type=password&password=hunter2-of-someone")
        _ = try send(.get, "/insights/v1/mpn/ScheduledQueries?access_token=\(token)&x=\(secret)", "", [bearer])
        _ = try send(
            .get, "/insights/v1/mpn/ScheduledQueries", "",
            [("X-Copy", token), ("Cookie", "hunter2-of-someone"), bearer])
        _ = try send(.get, "/\(token)/\(secret)")
        _ = try send(.get, "/insights/v1/mpn/ScheduledQueries", "", [("Authorization", "Basic hunter2-of-someone")])
        _ = try send(
            .post, "/insights/v1/mpn/ScheduledQueries", #"{"Name":"\#(secret)","Query":"\#(token)"}"#, [bearer])
        _ = try send(.post, "/insights/v1/mpn/ScheduledQueries", #"{"Name":"\#(secret)","Query":"\#(token)"#, [bearer])
        for application in tenant.applications {
            for secret in application.secrets {
                let form = "client_id=\(application.clientID)&client_secret=\(PercentEncoding.encode(secret))"
                _ = try send(.post, endpoint, form + "&grant_type=client_credentials")
                _ = try send(.get, "/\(PercentEncoding.encode(secret))?q=\(PercentEncoding.encode(secret))", secret)
            }
        }
        let link = try await finishedLink(simulator)
        _ = try send(.get, String(link.dropFirst("http://localhost".count)))
        let signature = try #require(link.split(separator: "=").last.map(String.init))
        let secrets =
            [token, refresh, idToken, signature, "hunter2-of-someone"]
            + tenant.applications.flatMap(\.secrets) + tenant.users.map(\.password)
        let shown = everything(sandbox)
        for secret in secrets {
            #expect(!shown.contains(secret), "\(secret.prefix(12))")
            #expect(!shown.contains(PercentEncoding.encode(secret)), "\(secret.prefix(12)), encoded")
        }
        for label in [
            "<bearer token>", "<client secret>", "<password>", "<refresh token>", "<id token>", "<link signature>",
        ] {
            #expect(shown.contains(label), "\(label)")
        }
        let file = sandbox.caseFile().text
        for secret in [token, refresh, idToken, "hunter2-of-someone"] {
            #expect(!file.contains(secret), "\(secret.prefix(12)) in a case file")
        }
    }

    /// Returns a link to a finished report, which is also in a response of executions.
    private func finishedLink(_ simulator: Simulator) async throws -> String {
        let client = simulator.client(for: .cmp)
        let query = try await client.createQuery(
            CreateQueryRequest(name: "q", query: "SELECT OrderId FROM ISVOrder"))
        let report = try await client.createReport(
            ReportRequest(reportName: "r", queryID: query.queryID, executeNow: true))
        return try #require(try await client.executions(reportID: report.reportID)[0].reportAccessSecureLink)
    }
}
