import InsightsAPI
import InsightsFaults
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsSimulator
import InsightsTime
import Testing

@Suite("Case files")
struct CaseTests {
    /// Uses everything a case must repeat: tokens of both kinds, a report, a moved clock, faults, a download, refusals.
    private func use(_ sandbox: Sandbox, of simulator: Simulator) async throws {
        let client = sandbox.client(for: .cmp)
        let query = try await client.createQuery(
            CreateQueryRequest(name: "Ordérs", query: "SELECT OrderId FROM ISVOrder"))
        let report = try await client.createReport(
            ReportRequest(
                reportName: "r", queryID: query.queryID, startTime: "2021-01-06T19:00:00Z", recurrenceInterval: 24))
        sandbox.advance(by: ISODuration(days: 3))
        await #expect(throws: ClientError.self) { try await client.reports() }
        try await client.renewToken()
        let execution = try await client.executions(reportID: report.reportID)[0]
        _ = try await client.download(try #require(execution.reportAccessSecureLink))
        try sandbox.setFaults([FaultRule(.status(500), probability: 0.5), FaultRule(.corruptGzip, route: .download)])
        for _ in 0..<10 { _ = try? await client.reports() }
        let person = sandbox.client(for: .mpn)
        for _ in 0..<3 { _ = try? await person.datasets(named: "OfficeUsage") }
        sandbox.setFaults(.empty)
        let endpoint = "/\(sandbox.tenantID)/oauth2/token"
        let granted = try? JSONParser.parse(
            try simulator.respond(
                to: HTTPRequest(
                    .post, endpoint,
                    fields: HTTPFields([(name: "Content-Type", value: "application/x-www-form-urlencoded")]),
                    body: Array(sandbox.credentials(for: .mpn).form.utf8))
            ).bodyBytes())
        let refresh = granted?["refresh_token"]?.string ?? "none"
        let information = sandbox.information
        _ = simulator.respond(
            to: HTTPRequest(
                .post, endpoint,
                fields: HTTPFields([(name: "Content-Type", value: "application/x-www-form-urlencoded")]),
                body: Array(
                    "grant_type=refresh_token&refresh_token=\(refresh)&client_id=\(information.clientID)&client_secret=\(information.clientSecret)"
                        .utf8)))
        try await client.renewToken()
        for _ in 0..<2 {
            sandbox.rotateSigningKey()
            _ = try? await client.datasets()
        }
    }

    @Test("Replaying gives the recorded responses, and the same bytes on every run", arguments: [false, true])
    func replay(inSandbox: Bool) async throws {
        let simulator = try Simulator(clock: .manual(SandboxHarness.start), seed: 11)
        let specification = SandboxSpecification(
            name: "case", clock: inSandbox ? SandboxHarness.start.adding(hours: 1) : nil,
            queries: [.init(CreateQueryRequest(name: "first", query: "SELECT OrderId FROM ISVOrder"))])
        _ = try simulator.makeSandbox()
        let sandbox = inSandbox ? try simulator.makeSandbox(specification) : simulator.defaultSandbox
        try await use(sandbox, of: simulator)
        let file = sandbox.caseFile()
        #expect(file.missing == [])
        #expect(file.requestCount == sandbox.journal.requestCount)
        let read = try Recording(parsing: Array(file.text.utf8))
        #expect(read.text == file.text)
        let first = try Replay(read, fixtures: try .standard())
        #expect(first.firstDifference == nil)
        #expect(first.exchanges.count == file.requestCount)
        let second = try Replay(read, fixtures: try .standard())
        #expect(second.digest == first.digest)
        #expect(JSONWriter.encode(second.json) == JSONWriter.encode(first.json))
        // The recorded requests had more fields than answers depend on; all else is the same.
        for (entry, recorded) in zip(first.entries, sandbox.journal.entries()) {
            #expect(JSONWriter.pretty(entry.json()) == JSONWriter.pretty(recorded.json()))
        }
    }

    @Test("Sign-ins replay: codes of each form, a device code, and a refresh token of another tenant")
    func signIns() throws {
        let simulator = try Simulator(clock: .manual(SandboxHarness.start), seed: 11)
        let sandbox = try simulator.makeSandbox(
            SandboxSpecification(
                clock: SandboxHarness.start, settings: ["token-sign-in": "auto", "device-sign-in": "after:0"]))
        let base = "/\(sandbox.tenantID)/oauth2/v2.0"
        let client = sandbox.information
        let redirect = "http://localhost/done"
        func post(_ path: String, _ form: String) throws -> JSONValue? {
            let request = HTTPRequest(
                .post, "\(base)/\(path)",
                fields: HTTPFields([(name: "Content-Type", value: "application/x-www-form-urlencoded")]),
                body: Array("client_id=\(client.clientID)&client_secret=\(client.clientSecret)&\(form)".utf8))
            return try JSONParser.parse(try simulator.respond(to: request).bodyBytes())
        }
        let scope = "scope=https://api.partnercenter.microsoft.com/user_impersonation%20offline_access"
        var codes: [String] = []
        for mode in ["query", "fragment", "form_post"] {
            let response = simulator.respond(
                to: HTTPRequest(
                    .get,
                    "\(base)/authorize?client_id=\(client.clientID)&response_type=code&redirect_uri=\(redirect)"
                        + "&response_mode=\(mode)&\(scope)"))
            let text = (response.fields["Location"] ?? "") + String(decoding: try response.bodyBytes(), as: UTF8.self)
            let code = try #require(
                text.firstRange(of: "1.A").map { text[$0.lowerBound...].prefix { !"&#\"".contains($0) } })
            codes.append(String(code))
            let redeem = "grant_type=authorization_code&redirect_uri=\(redirect)&code=\(code)"
            #expect(try post("token", redeem)?["refresh_token"] != nil)
            #expect(try post("token", redeem)?["error_codes"]?[0]?.integer == 54005)
        }
        let device = try #require(try post("devicecode", scope)?["device_code"]?.string)
        #expect(try post("token", "grant_type=device_code&device_code=\(device)")?["access_token"] != nil)
        // The form of a token decides about the error.
        let foreign = "grant_type=refresh_token&refresh_token="
        #expect(try post("token", foreign + simulator.information.refreshToken)?["error_codes"]?[0]?.integer == 70000)
        #expect(try post("token", foreign + "nonsense")?["error_codes"]?[0]?.integer == 9_002_313)
        let file = sandbox.caseFile()
        for code in codes + [device] { #expect(!file.text.contains(code)) }
        let replay = try Replay(try Recording(parsing: Array(file.text.utf8)), fixtures: try .standard())
        #expect(replay.firstDifference == nil)
    }

    @Test("A different seed is a different response, and the first one is named")
    func difference() async throws {
        let simulator = try Simulator(clock: .manual(SandboxHarness.start), seed: 11)
        _ = try await simulator.client(for: .cmp).queries(includeSystemQueries: false)
        let file = simulator.caseFile()
        let changed = file.text.replacing(#""seed": 11"#, with: #""seed": 12"#)
        let replay = try Replay(try Recording(parsing: Array(changed.utf8)), fixtures: try .standard())
        #expect(replay.firstDifference?.hasPrefix("request 1, POST /") == true)
    }

    @Test(
        "Secrets in addresses of callbacks are in no case, journal or event, and the case replays without a difference")
    func callbackSecrets() async throws {
        let secrets = ["hunter2-of-the-user", "hunter2-of-the-code", "hunter2-of-the-seed", "hunter2-of-the-update"]
        let simulator = try Simulator(clock: .manual(SandboxHarness.start), seed: 11)
        let sandbox = try simulator.makeSandbox(
            SandboxSpecification(
                clock: SandboxHarness.start,
                queries: [.init(CreateQueryRequest(name: "Q", query: "SELECT OrderId FROM ISVOrder"))],
                reports: [
                    .init(
                        queryName: "Q",
                        ReportRequest(
                            reportName: "Seed", recurrenceInterval: 24,
                            callbackURL: "http://localhost:1/?code=\(secrets[2])"),
                        finishedExecutions: 1)
                ]))
        let client = sandbox.client(for: .cmp)
        let query = try #require(try await client.queries().first { $0.name == "Q" })
        let url = "http://me:\(secrets[0])@localhost:1/?code=\(secrets[1])&x=1"
        let report = try await client.createReport(
            ReportRequest(reportName: "R", queryID: query.queryID, executeNow: true, callbackURL: url))
        #expect(try await client.reports().contains { $0.callbackURL == url })
        var update = ReportRequest(
            reportName: "R", queryID: query.queryID, callbackURL: "http://localhost:1/?sig=\(secrets[3])")
        update.startTime = sandbox.now.adding(hours: 5).description
        update.recurrenceInterval = 24
        _ = try? await client.updateReport(id: report.reportID, update)
        sandbox.advance(by: ISODuration(seconds: 1800))
        _ = try await client.executions(reportID: report.reportID)
        let file = sandbox.caseFile()
        let events = sandbox.journal.events.map(\.text).joined(separator: "\n")
        let journal = JSONWriter.pretty(.array(sandbox.journal.entries().map { $0.json() }))
        for secret in secrets {
            #expect(!file.text.contains(secret), "\(secret)")
            #expect(!events.contains(secret), "\(events)")
            #expect(!journal.contains(secret), "\(secret)")
        }
        #expect(
            events.contains("invalid callback URL 'http://<credentials>@localhost:1/?code=<code>&x=1'"), "\(events)")
        let replay = try Replay(try Recording(parsing: Array(file.text.utf8)), fixtures: try .standard())
        #expect(replay.firstDifference == nil, "\(replay.firstDifference ?? "")")
    }

    @Test("The case says that its journal has dropped entries")
    func missing() throws {
        let harness = try SandboxHarness { $0.journalCapacity = 2 }
        let token = try harness.token()
        for _ in 0..<3 { _ = harness.call("ScheduledQueries", token: token) }
        let missing = harness.sandbox.caseFile().missing
        #expect(missing.count == 3)
        #expect(missing[0].hasPrefix("the journal has dropped 2 requests"))
    }

    @Test(
        "A file that is not a case file is refused with its place",
        arguments: [
            ("", "line 1, column 1: found no JSON"), ("{}", "formatVersion: found nothing; expected 1"),
            (#"{"formatVersion":2}"#, "formatVersion: found 2"),
            (#"{"formatVersion":1,"x":1}"#, "x: found an unknown key; expected formatVersion, "),
            (#"{"formatVersion":1,"seed":1,"clock":"2021-01-06T05:38:34Z"}"#, "tenantId: found nothing"),
            (
                #"{"formatVersion":1,"seed":1,"clock":"2021-01-06T05:38:34Z","tenantId":"t","settings":{"test-rows":"0"}}"#,
                "settings.test-rows: found '0'"
            ),
            (
                #"{"formatVersion":1,"seed":1,"clock":"2021-01-06T05:38:34Z","tenantId":"t","steps":[{}]}"#,
                "steps[0]: found 0 keys; expected one of clock, faults, keys, request"
            ),
            (
                #"{"formatVersion":1,"seed":1,"clock":"2021-01-06T05:38:34Z","tenantId":"t","steps":[{"request":{"method":"GET"}}]}"#,
                "steps[0].request.target: found nothing"
            ),
            (
                #"{"formatVersion":1,"seed":1,"clock":"2021-01-06T05:38:34Z","tenantId":"t","steps":[{"request":{"method":"GET","target":"/","headers":{"A":"b\nc"}}}]}"#,
                "steps[0].request.headers: found an object; expected names and values of header fields; the header 'A'"
            ),
            (
                #"{"formatVersion":1,"seed":1,"clock":"2021-01-06T05:38:34Z","tenantId":"t","steps":[{"request":{"method":"GET","target":"/","headers":{"a b":"c"}}}]}"#,
                "steps[0].request.headers: found an object; expected names and values of header fields; the header name"
            ),
        ])
    func refused(_ text: String, _ error: String) throws {
        let refusal = #expect(throws: InputError.self) { try Recording(parsing: Array(text.utf8)) }
        #expect(refusal?.description.hasPrefix(error) == true, "\(refusal?.description ?? "")")
    }
}
