import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsSimulator
import TestSupport
import Testing

@Suite("Journal: random secrets in random places")
struct RedactionPropertyTests {
    private static let endpoint = "/{tenant}/oauth2/token"
    private static let letters = Array("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789".unicodeScalars)
    private static let marks = Array("-._~+/=!*".unicodeScalars)

    /// Returns a secret that no ordinary text contains.
    private static func secret(_ dice: inout Dice) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<(10 + dice.roll(30)) {
            text.append(dice.roll(6) == 0 ? marks[dice.roll(marks.count)] : letters[dice.roll(letters.count)])
        }
        return String(text) + "9"
    }

    /// Returns all ways to write a secret of which none may be shown.
    private static func spellings(_ secret: String) -> [String] {
        let digits = (0..<3).map { shift in
            Base64.encode([UInt8](repeating: 0, count: shift) + Array(secret.utf8) + [0, 0]).dropFirst(4).prefix(12)
        }
        return [secret, PercentEncoding.encode(secret)] + digits.map(String.init)
    }

    /// Returns a request with a secret in a place that tells that it is one.
    private static func request(_ secret: String, _ dice: inout Dice, tenant: String) -> HTTPRequest {
        let encoded = PercentEncoding.encode(secret)
        let names = ["client_secret", "password", "refresh_token", "assertion", "code", "api_key", "X-AadUserTicket"]
        let name = names[dice.roll(names.count)]
        let paths = [
            "/\(tenant)/oauth2/token", "/oauth2/token", "/\(tenant)/oauth2/tokn", "/\(tenant)/oauth2/v2.0/token",
            "/insights/v1/cmp/ScheduledReport", "/insights/v1/cmp/ScheduledQueries", "/nowhere", "/",
        ]
        var path = paths[dice.roll(paths.count)]
        var fields: [(name: String, value: String)] = []
        var body = ""
        var type = "application/x-www-form-urlencoded"
        switch dice.roll(12) {
        case 0: body = "grant_type=client_credentials&\(name)=\(encoded)&resource=x"
        case 1: body = "grant_type=client_credentials;\(name)=\(encoded);resource=x"
        case 2:
            type = "multipart/form-data; boundary=b"
            body =
                "--b\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(secret)\r\n--b\r\n"
                + "Content-Disposition: form-data; name=\"x\"\r\n\r\n1&2\r\n--b--\r\n"
        case 3:
            type = "application/json"
            body = String(
                decoding: JSONWriter.encode(.object([name: .string(secret), "a": .array([])])), as: UTF8.self)
        case 4:
            type = "application/json"
            body = "{\"\(name)\":\"\(secret)\",\"a\":1,}"
        case 5: path += "?a=1&\(name)=\(encoded)&b=2"
        case 6:
            let headers = [
                "Ocp-Apim-Subscription-Key", "X-Api-Key", "X-AadUserTicket", "Cookie", "Proxy-Authorization",
                "X-My-Token",
                "X-Signature", "Set-Cookie", "X-Password", "x-functions-key",
            ]
            fields.append((headers[dice.roll(headers.count)], secret))
        case 7: fields.append(("Referer", "https://host/page?x=1&\(name)=\(encoded)&y=2"))
        case 8: fields.append(("Authorization", "Basic \(Base64.encode("client:\(secret)".utf8))"))
        case 9:
            type = "application/json"
            let parameters = ["code", "token", "password", "sig"]
            let address = "https://host/x?\(parameters[dice.roll(4)])=\(encoded)&a=1"
            body = "{\"ReportName\":\"r\",\"CallbackUrl\":\"\(address)\"}"
        case 10:
            type = "application/json"
            body = "{\"CallbackUrl\":\"https://user:\(encoded)@host/x\"}"
        default: path += "?callback=" + PercentEncoding.encode("https://user:\(encoded)@host/?a=1")
        }
        fields.append(("Content-Type", type))
        return HTTPRequest(.post, path, fields: HTTPFields(fields), body: Array(body.utf8))
    }

    @Test("A secret that only its place tells is in no output", arguments: 1...8)
    func places(_ seed: Int) throws {
        var dice = Dice(state: UInt64(seed))
        let simulator = try Simulator(clock: .manual(SandboxHarness.start), seed: 7)
        let tenant = simulator.information.tenantID
        for _ in 0..<60 {
            simulator.defaultSandbox.journal.clear()
            let secret = Self.secret(&dice)
            let request = Self.request(secret, &dice, tenant: tenant)
            _ = simulator.respond(to: request)
            expectNone(of: secret, in: simulator, request)
        }
    }

    @Test("A tenant's own secret is in no journal, wherever and however it is written", arguments: 1...4)
    func known(_ seed: Int) throws {
        var dice = Dice(state: UInt64(100 + seed))
        let simulator = try Simulator(clock: .manual(SandboxHarness.start), seed: 7)
        let tenant = try #require(try FixtureStore.standard().tenants.first)
        let secrets = tenant.applications.flatMap(\.secrets) + tenant.users.map(\.password)
        for _ in 0..<60 {
            simulator.defaultSandbox.journal.clear()
            let secret = secrets[dice.roll(secrets.count)]
            let padding = String(repeating: "x", count: dice.roll(4))
            let spellings = [
                PercentEncoding.encode(secret), Base64.encode("\(padding)\(secret)\(padding)".utf8),
                Base64URL.encode("\(padding):\(secret)".utf8), PercentEncoding.encode(Base64.encode(secret.utf8)),
                PercentEncoding.encode(PercentEncoding.encode(secret)),
            ]
            let spelling = spellings[dice.roll(spellings.count)]
            var fields: [(name: String, value: String)] = []
            var (target, body) = ("/insights/v1/cmp/ScheduledQueries", "")
            switch dice.roll(5) {
            case 0: target += "/a\(spelling)"
            case 1: target += "?x=\(spelling)"
            case 2: fields.append(("X-Copy", "a \(spelling) b"))
            case 3: body = "{\"Name\":\"a \(spelling)\"}"
            default: body = "words \(spelling) words"
            }
            let request = HTTPRequest(.post, target, fields: HTTPFields(fields), body: Array(body.utf8))
            _ = simulator.respond(to: request)
            expectNone(of: secret, in: simulator, request, andCase: false)
        }
    }

    private func expectNone(
        of secret: String, in simulator: Simulator, _ request: HTTPRequest, andCase: Bool = true,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let journal = simulator.defaultSandbox.journal
        var outputs = [
            ("journal", JSONWriter.pretty(.array(journal.entries().map { $0.json() }))),
            ("archive", JSONWriter.pretty(journal.har())),
        ]
        if andCase { outputs.append(("recording", simulator.defaultSandbox.caseFile().text)) }
        for (name, output) in outputs {
            for spelling in Self.spellings(secret) where output.contains(spelling) {
                Issue.record(
                    "\(name) shows \(spelling): \(request.target) \(request.fields.all) \(String(decoding: request.body, as: UTF8.self))",
                    sourceLocation: sourceLocation)
            }
        }
    }

    @Test("Ordinary requests are shown as they were sent, also if a secret is an ordinary word")
    func ordinary() throws {
        let simulator = try Simulator(clock: .manual(SandboxHarness.start), seed: 7)
        let body =
            #"{"Name":"test of passwords","Description":"a token of thanks, key=value","Query":"SELECT OrderId FROM ISVOrder"}"#
        let target = "/insights/v1/cmp/ScheduledQueries?exportQuery=SELECT%20DateKey%20FROM%20T&author=me"
        let fields = [(name: "User-Agent", value: "test/1.0 (password reset)"), (name: "Accept", value: "*/*")]
        _ = simulator.respond(to: HTTPRequest(.post, target, fields: HTTPFields(fields), body: Array(body.utf8)))
        let entry = try #require(simulator.defaultSandbox.journal.entries().first)
        #expect(entry.target == target)
        #expect(entry.request.body == body)
        #expect(entry.request.fields.map(\.value) == fields.map(\.value))
    }
}
