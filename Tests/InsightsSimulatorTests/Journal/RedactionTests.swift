import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsSimulator
import Testing

@Suite("Journal: redaction")
struct RedactionTests {
    /// What a client sends.
    ///
    /// Texts may name secrets: `{token}`, `{refresh}`, `{secret}`, and the route `{endpoint}`.
    struct Sending: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var method = HTTPMethod.post
        var target = "{endpoint}"
        var body = ""
        var fields: [(String, String)] = []
        /// The labels that replace the secrets.
        let labels: [RedactionLabel]
    }

    /// A secret that no tenant has; only its place tells that it is one.
    private static let stranger = "hunter2-of-someone"
    private static let queries = "/insights/v1/mpn/ScheduledQueries"
    private static let bearer = ("Authorization", "Bearer {token}")

    static let sendings = [
        Sending(
            testDescription: "a renewal",
            body: "grant_type=refresh_token&refresh_token={refresh}&client_id=x&client_secret={secret}",
            labels: [.refreshToken, .clientSecret]),
        Sending(
            testDescription: "JSON in place of a form",
            body: #"{"client_secret":"{secret}","password":"\#(stranger)"}"#,
            labels: []),
        Sending(
            testDescription: "another text in place of a form", body: "client_secret: {secret}; password \(stranger)",
            labels: []),
        Sending(
            testDescription: "fields with encoded names",
            body: "CLIENT%5FSECRET=\(stranger)&grant_type=password&password=\(stranger)",
            labels: [.clientSecret, .password]),
        Sending(
            testDescription: "parameters of an address", method: .get,
            target: queries + "?access_token={token}&x={secret}", fields: [bearer], labels: [.bearerToken]),
        Sending(
            testDescription: "segments of an address", method: .get, target: "/{token}/{secret}",
            labels: [.bearerToken, .clientSecret]),
        Sending(
            testDescription: "other header fields", method: .get, target: queries,
            fields: [("X-Copy", "{token}"), ("Cookie", stranger), bearer], labels: [.bearerToken, .cookie]),
        Sending(
            testDescription: "Basic authentication", method: .get, target: queries,
            fields: [("Authorization", "Basic \(stranger)")], labels: [.credentials]),
        Sending(
            testDescription: "a body of the service", target: queries, body: #"{"Name":"{secret}","Query":"{token}"}"#,
            fields: [bearer], labels: [.bearerToken, .clientSecret]),
        Sending(
            testDescription: "a body that ends early", target: queries, body: #"{"Name":"{secret}","Query":"{token}"#,
            fields: [bearer], labels: [.bearerToken, .clientSecret]),
    ]

    /// A simulator that has granted a token.
    private struct Harness {
        let simulator: Simulator
        let tenant: Tenant
        private let values: [String: String]

        init() throws {
            simulator = try Simulator(clock: .manual(SandboxHarness.start), seed: 7)
            tenant = try #require(try FixtureStore.standard().tenants.first)
            let credentials = simulator.credentials(for: .mpn)
            let endpoint = "/\(credentials.tenantID)/oauth2/token"
            let grant = try #require(Self.send(simulator, .post, endpoint, credentials.form))
            values = [
                "{endpoint}": endpoint, "{secret}": credentials.clientSecret,
                "{token}": try #require(grant["access_token"]?.string),
                "{refresh}": try #require(grant["refresh_token"]?.string),
                "{id}": try #require(grant["id_token"]?.string),
            ]
        }

        /// The tokens, which no file may contain.
        var tokens: [String] { ["{token}", "{refresh}", "{id}"].compactMap { values[$0] } + [stranger] }

        /// Everything that a journal may not contain.
        var secrets: [String] { tokens + tenant.applications.flatMap(\.secrets) + tenant.users.map(\.password) }

        /// Everything that a journal shows of the tenant, in every form.
        var shown: String {
            let journal = simulator.defaultSandbox.journal
            let entries = journal.entries().map { $0.json(includingRealTime: true) }
            return JSONWriter.pretty(.array(entries)) + JSONWriter.pretty(journal.har())
        }

        private func filled(_ text: String) -> String {
            values.reduce(text) { $0.replacing($1.key, with: $1.value) }
        }

        @discardableResult
        func send(_ sending: Sending) -> JSONValue? {
            Self.send(
                simulator, sending.method, filled(sending.target), filled(sending.body),
                sending.fields.map { ($0.0, filled($0.1)) })
        }

        @discardableResult
        static func send(
            _ simulator: Simulator, _ method: HTTPMethod, _ target: String, _ body: String = "",
            _ fields: [(String, String)] = []
        ) -> JSONValue? {
            let all = [("Content-Type", "application/x-www-form-urlencoded")] + fields
            let response = simulator.respond(
                to: HTTPRequest(
                    method, target, fields: HTTPFields(all.map { (name: $0.0, value: $0.1) }), body: Array(body.utf8)))
            return (try? response.bodyBytes()).flatMap { try? JSONParser.parse($0) }
        }

        /// Records every secret that the journal shows.
        func expectNoSecret(sourceLocation: SourceLocation = #_sourceLocation) {
            let shown = shown
            for secret in secrets {
                #expect(!shown.contains(secret), "\(secret.prefix(12))", sourceLocation: sourceLocation)
                #expect(
                    !shown.contains(PercentEncoding.encode(secret)), "\(secret.prefix(12)), encoded",
                    sourceLocation: sourceLocation)
            }
        }
    }

    @Test("No part of a request or of its response shows a secret", arguments: sendings)
    func sending(_ sending: Sending) throws {
        let harness = try Harness()
        harness.send(sending)
        harness.expectNoSecret()
        let shown = harness.shown
        for label in sending.labels { #expect(shown.contains(label.rawValue), "\(label)") }
        let file = harness.simulator.defaultSandbox.caseFile().text
        for token in harness.tokens { #expect(!file.contains(token), "\(token.prefix(12)) in a recording") }
    }

    @Test("A granted token is shown by its labels")
    func grant() throws {
        let harness = try Harness()
        harness.expectNoSecret()
        for label in [RedactionLabel.bearerToken, .clientSecret, .password, .refreshToken, .idToken] {
            #expect(harness.shown.contains(label.rawValue), "\(label)")
        }
    }

    @Test("No secret of any application is shown, wherever it is sent")
    func everySecret() throws {
        let harness = try Harness()
        for application in harness.tenant.applications {
            for secret in application.secrets.map(PercentEncoding.encode) {
                let form = "client_id=\(application.clientID)&client_secret=\(secret)&grant_type=client_credentials"
                harness.send(Sending(testDescription: "", body: form, labels: []))
                harness.send(
                    Sending(
                        testDescription: "", method: .get, target: "/\(secret)?q=\(secret)",
                        body: PercentEncoding.decode(secret, plusIsBlank: false), labels: []))
            }
        }
        harness.expectNoSecret()
    }

    @Test("The signature of a link is not shown, neither in the response that has the link nor in its address")
    func link() async throws {
        let harness = try Harness()
        let link = try await finishedLink(harness.simulator)
        let signature = try #require(link.split(separator: "=").last.map(String.init))
        harness.send(
            Sending(
                testDescription: "", method: .get, target: String(link.dropFirst("http://localhost".count)), labels: [])
        )
        let shown = harness.shown
        #expect(!shown.contains(signature))
        #expect(shown.contains(RedactionLabel.linkSignature.rawValue))
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
