import InsightsHTTP
import InsightsJSON
import Testing

@testable import InsightsIdentity
@testable import InsightsSimulator

@Suite("Sign-in: authorization requests")
struct AuthorizationTests {
    @Test("A code comes with the state, in a redirect that ends in an empty fragment")
    func code() throws {
        let reply = try SignInHarness().authorize()
        #expect(reply.status == 302)
        let location = try #require(reply.fields["Location"])
        #expect(location.hasPrefix("https://trial.saltmarsh.example/signin?code=1.A"))
        #expect(location.hasSuffix("&state=a+b%26c#"))
        #expect(SignInHarness.parameters(reply)["state"] == "a b&c")
    }

    struct Mode: Sendable {
        let changes: [(String, String?)]
        let begins: String
    }

    @Test(
        "The parameters go where response_mode says",
        arguments: [
            Mode(changes: [("response_mode", "query")], begins: "https://trial.saltmarsh.example/signin?code="),
            Mode(changes: [("response_mode", "fragment")], begins: "https://trial.saltmarsh.example/signin#code="),
            Mode(
                changes: [("response_type", "code id_token"), ("nonce", "n-1")],
                begins: "https://trial.saltmarsh.example/signin#code="),
            Mode(
                changes: [("client_id", SignInHarness.publicID), ("redirect_uri", "http://localhost:40000")],
                begins: "http://localhost:40000/?code="),
            Mode(
                changes: [("client_id", SignInHarness.publicID), ("redirect_uri", "http://localhost:40000/x?a=b")],
                begins: "http://localhost:40000/x?a=b&code="),
        ])
    func modes(_ mode: Mode) throws {
        let reply = try SignInHarness().authorize(mode.changes)
        #expect(reply.fields["Location"]?.hasPrefix(mode.begins) == true, "\(reply.fields["Location"] ?? reply.text)")
    }

    @Test("form_post is a page that posts the parameters, all of them escaped")
    func formPost() throws {
        let reply = try SignInHarness().authorize([("response_mode", "form_post"), ("state", "\"><b>x")])
        #expect(reply.status == 200)
        #expect(reply.text.contains("action=\"https://trial.saltmarsh.example/signin\""))
        #expect(reply.text.contains("name=\"state\" value=\"&quot;&gt;x\""))
        let policy = try #require(reply.fields["Content-Security-Policy"])
        #expect(policy.contains("frame-ancestors 'none'") && policy.contains("script-src 'sha256-"))
    }

    /// A mistake in a request, with its place, number and OAuth code.
    struct Mistake: Sendable, CustomTestStringConvertible {
        let changes: [(String, String?)]
        var extra = ""
        var tenant = SignInHarness.tenant
        var v1 = false
        let isOnPage: Bool
        let code: Int
        var error = "invalid_request"
        var testDescription: String { "\(changes) \(extra) \(code)" }

        static func page(
            _ code: Int, _ changes: [(String, String?)], extra: String = "", tenant: String = SignInHarness.tenant
        ) -> Mistake {
            Mistake(changes: changes, extra: extra, tenant: tenant, isOnPage: true, code: code)
        }

        static func redirect(
            _ code: Int, _ error: String, v1: Bool = false, _ changes: [(String, String?)]
        ) -> Mistake {
            Mistake(changes: changes, v1: v1, isOnPage: false, code: code, error: error)
        }
    }

    static let mistakes: [Mistake] = [
        .page(90002, [], tenant: "nowhere.example"), .page(900_023, [], tenant: "no-tenant"),
        .page(90002, [], tenant: "consumers"), .page(900_144, [("client_id", nil)]),
        .page(900_144, [("client_id", " ")]),
        .page(700_016, [("client_id", TokenAccount.reader.clientID)]),
        .page(9_002_313, [], extra: "&client_id=a"), .page(9_002_313, [], extra: "&state=2"),
        .page(9_002_313, [], extra: "&RESPONSE_TYPE=code"),
        .page(900_971, [("redirect_uri", nil)]),
        .page(50011, [("redirect_uri", "https://trial.saltmarsh.example/Signin")]),
        .page(50011, [("redirect_uri", "https://trial.saltmarsh.example/signin/")]),
        .page(50011, [("redirect_uri", "https://trial.saltmarsh.example:8443/signin")]),
        .page(50011, [("redirect_uri", "http://trial.saltmarsh.example/signin")]),
        .page(50011, [("redirect_uri", "https://trial.saltmarsh.example/signin#x")]),
        .page(50011, [("redirect_uri", "http://localhost/other")]),
        .page(50011, [("redirect_uri", "http://[::1]/callback")]),
        .page(50011, [("redirect_uri", "http://localhost.evil.example/callback")]),
        .page(50011, [("redirect_uri", "javascript:alert(1)")]),
        .redirect(900_144, "invalid_request", [("response_type", nil)]),
        .redirect(70005, "unsupported_response_type", [("response_type", "cod")]),
        .redirect(700_051, "unsupported_response_type", [("response_type", "token")]),
        .redirect(700_054, "unsupported_response_type", [("response_type", "id_token")]),
        .redirect(70007, "invalid_request", [("response_mode", "post")]),
        .redirect(
            70007, "invalid_request", [("response_mode", "query"), ("response_type", "code id_token"), ("nonce", "n")]),
        .redirect(900_144, "invalid_request", [("response_type", "code id_token")]),
        .redirect(90023, "invalid_request", [("prompt", "consent select_account")]),
        .redirect(900_144, "invalid_request", [("scope", nil)]),
        .redirect(901_002, "invalid_request", [("resource", "https://graph.microsoft.com")]),
        .redirect(500_011, "invalid_resource", [("scope", "https://nowhere.example/.default")]),
        .redirect(70011, "invalid_scope", [("scope", "https://graph.microsoft.com/Nothing.Read")]),
        .redirect(500_011, "invalid_resource", v1: true, [("resource", "https://nowhere.example")]),
        .redirect(
            501_491, "invalid_request",
            [("code_challenge", String(repeating: "a", count: 42)), ("code_challenge_method", "S256")]),
        .redirect(
            501_491, "invalid_request",
            [("code_challenge", String(repeating: "a", count: 44)), ("code_challenge_method", "S256")]),
        .redirect(501_491, "invalid_request", [("code_challenge", String(repeating: "a", count: 42))]),
        .redirect(501_491, "invalid_request", [("code_challenge", String(repeating: "a", count: 129))]),
        .redirect(501_491, "invalid_request", [("code_challenge", String(repeating: "+", count: 43))]),
        .redirect(501_491, "invalid_request", [("code_challenge_method", "S256")]),
        .redirect(
            50149, "invalid_request", [("code_challenge", SignInHarness.challenge), ("code_challenge_method", "s256")]),
    ]

    @Test("A mistake is reported with its number, on a page or to the client", arguments: mistakes)
    func mistake(_ mistake: Mistake) throws {
        let reply = try SignInHarness().authorize(
            mistake.changes, tenant: mistake.tenant, v1: mistake.v1, extra: mistake.extra)
        guard mistake.isOnPage else {
            let parameters = SignInHarness.parameters(reply)
            #expect(reply.status == 302 || reply.status == 200)
            #expect(parameters["error"] == mistake.error)
            #expect(parameters["error_description"]?.hasPrefix("AADSTS\(mistake.code): ") == true)
            #expect(parameters["state"] == "a b&c")
            #expect(parameters["code"] == nil)
            return
        }
        #expect(reply.status == 400)
        #expect(reply.fields["Location"] == nil)
        #expect(reply.fields["Content-Type"] == "text/html; charset=utf-8")
        #expect(reply.text.contains("AADSTS\(mistake.code): "))
        #expect(reply.fields["Content-Security-Policy"]?.contains("frame-ancestors 'none'") == true)
    }

    @Test("An address matches whatever the port of this machine", arguments: ["", ":80", ":8080", ":65535"])
    func ports(_ port: String) throws {
        let reply = try SignInHarness().authorize([("redirect_uri", "http://localhost\(port)/callback")])
        #expect(reply.fields["Location"]?.hasPrefix("http://localhost\(port)/callback?code=") == true)
    }

    @Test("A challenge may have 43 to 128 characters", arguments: [43, 128])
    func challenges(_ count: Int) throws {
        let reply = try SignInHarness().authorize([("code_challenge", String(repeating: "a", count: count))])
        #expect(SignInHarness.parameters(reply)["code"] != nil)
    }

    @Test("An address may have 256 characters", arguments: [(256, 302), (257, 400)])
    func longAddresses(_ count: Int, _ status: Int) throws {
        let base = "http://localhost/"
        let address = base + String(repeating: "a", count: count - base.count)
        let reply = try SignInHarness().authorize(
            [("client_id", SignInHarness.publicID), ("redirect_uri", address)])
        #expect(reply.status == status)
    }

    @Test(
        "A setting decides who signs in",
        arguments: [
            ("auto", nil, "taylor.brook"), ("auto", "sasha.bright@saltmarsh.example", "sasha.bright"),
            ("SASHA.bright@saltmarsh.example", "taylor.brook@saltmarsh.example", "sasha.bright"),
        ] as [(String, String?, String)])
    func users(_ setting: String, _ hint: String?, _ user: String) throws {
        let harness = try SignInHarness(signIn: setting)
        let reply = try harness.redeem(try harness.code([("login_hint", hint)]))
        let claims = SignInHarness.claims(reply.json?["access_token"]?.string)
        #expect(claims?["upn"]?.string == "\(user)@saltmarsh.example")
        #expect(claims?["amr"] == .array([.string("pwd"), .string("mfa")]))
    }

    @Test(
        "A setting's refusal goes to the client",
        arguments: [
            ("deny", [:], nil, 65004, "access_denied"),
            ("auto", ["sign-in-factor": "declined"], nil, 500_121, "access_denied"),
            ("auto", ["sign-in-factor": "skipped"], "mika.frost@saltmarsh.example", 50076, "invalid_grant"),
            ("auto", [:], "dana.orr@saltmarsh.example", 50057, "invalid_grant"),
            ("auto", [:], "nobody@saltmarsh.example", 50034, "invalid_grant"),
            ("auto", [:], "bo.lark@saltmarsh.example", 53003, "invalid_grant"),
            ("jules.penn@quillmark.example", [:], nil, 50034, "invalid_grant"),
        ] as [(String, [String: String], String?, Int, String)])
    func refusals(
        _ setting: String, _ settings: [String: String], _ hint: String?, _ code: Int, _ error: String
    ) throws {
        let reply = try SignInHarness(signIn: setting, settings).authorize([("login_hint", hint)])
        let parameters = SignInHarness.parameters(reply)
        #expect(parameters["error"] == error)
        #expect(parameters["error_description"]?.hasPrefix("AADSTS\(code): ") == true)
    }

    @Test("Without the setting the pages and grants do not exist")
    func off() throws {
        let harness = try SignInHarness(signIn: "off")
        #expect(try harness.authorize().status == 404)
        #expect(try harness.post([("client_id", SignInHarness.publicID)], path: "devicecode").status == 404)
        #expect(try harness.redeem("1.Ax").code == 70003)
    }
}
