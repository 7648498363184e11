import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import Testing

@testable import InsightsIdentity
@testable import InsightsSimulator

@Suite("Sign-in: the page")
struct SignInPageTests {
    private static let taylor: [(String, String?)] = [
        ("action", "sign-in"), ("username", "taylor.brook@saltmarsh.example"),
        ("password", "practice-password-of-taylor"),
    ]

    @Test("User, password and second factor lead back to the client; the browser is remembered")
    func whole() throws {
        let harness = try SignInHarness(signIn: "page")
        let first = try harness.authorize()
        #expect(first.status == 200 && first.text.contains("taylor.brook@saltmarsh.example"))
        let second = try harness.step(first, Self.taylor)
        #expect(second.text.contains("second factor"))
        let last = try harness.step(second, [("action", "approve")])
        let code = try #require(SignInHarness.parameters(last)["code"], "\(last.text)")
        let claims = SignInHarness.claims(try harness.redeem(code).json?["access_token"]?.string)
        #expect(claims?["amr"] == .array([.string("pwd"), .string("mfa")]))
        let field = try #require(last.fields["Set-Cookie"])
        #expect(field.contains("; HttpOnly; SameSite=Lax"))
        let cookie = String(field.prefix { $0 != ";" })
        for prompt in [nil, "none"] {
            let again = try harness.authorize([("prompt", prompt)], cookie: cookie)
            #expect(SignInHarness.parameters(again)["code"] != nil)
        }
        for prompt in ["login", "select_account", "consent"] {
            #expect(try harness.authorize([("prompt", prompt)], cookie: cookie).status == 200)
        }
        let other = try harness.authorize([("login_hint", "sasha.bright@saltmarsh.example")], cookie: cookie)
        #expect(other.status == 200)
    }

    @Test("Without a session, prompt=none is refused")
    func none() throws {
        let reply = try SignInHarness(signIn: "page").authorize([("prompt", "none")])
        #expect(SignInHarness.parameters(reply)["error"] == "login_required")
        #expect(SignInHarness.parameters(reply)["error_description"]?.hasPrefix("AADSTS50058: ") == true)
    }

    @Test("A skipped second factor is missing in the token")
    func skips() throws {
        let harness = try SignInHarness(signIn: "page")
        let page = try harness.step(try harness.authorize(), Self.taylor)
        let code = SignInHarness.parameters(try harness.step(page, [("action", "skip")]))["code"]
        let claims = SignInHarness.claims(try harness.redeem(code).json?["access_token"]?.string)
        #expect(claims?["amr"] == .array([.string("pwd")]))
    }

    @Test("A cancelled and a denied sign-in go back to the client as access_denied")
    func declines() throws {
        let harness = try SignInHarness(signIn: "page")
        let cancelled = try harness.step(try harness.authorize(), [("action", "cancel")])
        let denied = try harness.step(
            try harness.step(try harness.authorize(), Self.taylor), [("action", "decline")])
        for reply in [cancelled, denied] { #expect(SignInHarness.parameters(reply)["error"] == "access_denied") }
    }

    @Test(
        "Mistakes are shown on the page",
        arguments: [
            ("taylor.brook", "wrong", 50126), ("nobody", "wrong", 50034),
            ("dana.orr", "practice-password-of-dana", 50057),
            ("lee.finch", "practice-password-of-lee", 50053), ("pat.marlow", "practice-password-of-pat", 50055),
            ("noor.sand", "practice-password-of-noor", 50056), ("bo.lark", "practice-password-of-bo", 53003),
        ])
    func mistakes(_ user: String, _ password: String, _ code: Int) throws {
        let harness = try SignInHarness(signIn: "page")
        let fields: [(String, String?)] = [
            ("action", "sign-in"), ("username", "\(user)@saltmarsh.example"), ("password", password),
        ]
        let page = try harness.step(try harness.authorize(), fields)
        #expect(page.status == 200 && page.text.contains("AADSTS\(code): "))
        #expect(try harness.step(page, Self.taylor).text.contains("second factor"))
    }

    @Test(
        "Consent is asked once, where the setting or the user's state wants it",
        arguments: [
            ("granted", "taylor.brook", false), ("ask", "taylor.brook", true), ("granted", "cleo.dunn", true),
        ])
    func consent(_ setting: String, _ user: String, _ isAsked: Bool) throws {
        let harness = try SignInHarness(signIn: "page", ["consent": setting])
        let fields: [(String, String?)] = [
            ("action", "sign-in"), ("username", "\(user)@saltmarsh.example"),
            ("password", "practice-password-of-\(user.prefix { $0 != "." })"),
        ]
        func signIn() throws -> TokenReply {
            try harness.step(try harness.step(try harness.authorize(), fields), [("action", "approve")])
        }
        let reply = try signIn()
        #expect((reply.status == 200) == isAsked)
        guard isAsked else { return }
        #expect(reply.text.contains("Trial Reader"))
        let refused = try harness.step(try signIn(), [("action", "cancel")])
        #expect(SignInHarness.parameters(refused)["error_description"]?.hasPrefix("AADSTS65004: ") == true)
        let code = SignInHarness.parameters(try harness.step(reply, [("action", "accept")]))["code"]
        #expect(try harness.redeem(code).status == 200)
        #expect(try signIn().status == 302)
    }

    @Test("A step can be taken once, within ten minutes, and only from the own page")
    func steps() throws {
        let harness = try SignInHarness(signIn: "page")
        let page = try harness.authorize()
        #expect(try harness.step(page, Self.taylor).status == 200)
        #expect(try harness.step(page, Self.taylor).status == 400)
        let late = try harness.authorize()
        try harness.advance("PT10M")
        #expect(try harness.step(late, Self.taylor).status == 400)
        for field in [("Origin", "http://localhost:1"), ("Sec-Fetch-Site", "cross-site"), ("Origin", "null")] {
            let reply = try harness.step(try harness.authorize(), Self.taylor, [("Host", "localhost:8080"), field])
            #expect(reply.status == 403, "\(field)")
        }
        let own = try harness.step(
            try harness.authorize(), Self.taylor,
            [("Host", "localhost:8080"), ("Origin", "http://localhost:8080"), ("Sec-Fetch-Site", "same-origin")])
        #expect(own.text.contains("second factor"))
    }

    @Test("Nothing that a client sends is markup of the page")
    func escapes() throws {
        let reply = try SignInHarness(signIn: "page").authorize([("login_hint", "\"><script>alert(1)</script>'&")])
        #expect(!reply.text.contains("<script"))
        #expect(reply.text.contains("&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#39;&amp;"))
    }

    @Test("Names of the tenants file are escaped, too")
    func names() throws {
        let fixtures = try FixtureStore.edited([
            (#""displayName": "Trial Reader""#, #""displayName": "<script>alert(1)</script>\"'&""#),
            ("taylor.brook@saltmarsh.example", "taylor.brook'<b>@saltmarsh.example"),
        ])
        let harness = try SignInHarness(signIn: "page", ["consent": "ask"], fixtures: fixtures)
        let first = try harness.authorize()
        let second = try harness.step(
            first,
            [
                ("action", "sign-in"), ("username", "taylor.brook'<b>@saltmarsh.example"),
                ("password", "practice-password-of-taylor"),
            ])
        let third = try harness.step(second, [("action", "approve")])
        #expect(third.text.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;"))
        for page in [first, second, third] {
            #expect(page.status == 200)
            #expect(!page.text.contains("<script") && !page.text.contains("<b>@"))
        }
    }

    @Test("Nothing of a sign-in works at another tenant")
    func otherTenant() throws {
        let harness = try SignInHarness(signIn: "page")
        let other = TokenAccount.reader.tenant
        func atOther(
            _ path: String, _ fields: [(String, String?)], _ headers: [(String, String)] = []
        ) throws -> TokenReply {
            try harness.tokens.send(
                .post, "/\(other)/\(path)", [("Content-Type", "application/x-www-form-urlencoded")] + headers,
                body: SignInHarness.form(fields))
        }
        // A step at the page, which then is not spent.
        let page = try harness.authorize()
        let flow = try #require(SignInHarness.flow(page))
        #expect(try atOther("login", [("flow_token", flow)] + Self.taylor).text.contains("AADSTS90100: "))
        #expect(try harness.step(page, Self.taylor).text.contains("second factor"))
        // A user, and a session.
        let user: [(String, String?)] = [
            ("action", "sign-in"), ("username", TokenAccount.avery.username),
            ("password", TokenAccount.avery.password),
        ]
        #expect(try harness.step(try harness.authorize(), user).text.contains("AADSTS50034: "))
        let (cookie, _) = try harness.signIn()
        let silent = try harness.tokens.send(
            .get,
            "/\(other)/oauth2/v2.0/authorize?"
                + SignInHarness.form([
                    ("client_id", TokenAccount.reader.clientID), ("response_type", "code"), ("prompt", "none"),
                    ("redirect_uri", "http://localhost"), ("scope", SignInHarness.scope),
                ]), [("Cookie", cookie)])
        #expect(SignInHarness.parameters(silent)["error"] == "login_required")
        // A device, by its user code and by its device code.
        let device = try harness.post(
            [("client_id", SignInHarness.publicID), ("scope", SignInHarness.scope)], path: "devicecode"
        ).json
        let entered = try atOther("oauth2/deviceauth", [("user_code", device?["user_code"]?.string)])
        #expect(entered.text.contains("AADSTS70018: "))
        let poll = try atOther(
            "oauth2/v2.0/token",
            [
                ("grant_type", "device_code"), ("client_id", TokenAccount.reader.clientID),
                ("client_secret", TokenAccount.reader.secret), ("device_code", device?["device_code"]?.string),
            ])
        #expect(poll.code == 70018)
    }

    @Test("The page may not be framed, loads nothing, and may send its form only here and to the client")
    func policy() throws {
        let reply = try SignInHarness(signIn: "page").authorize()
        let policy = try #require(reply.fields["Content-Security-Policy"])
        for part in [
            "default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'",
            "form-action 'self' https://trial.saltmarsh.example",
        ] { #expect(policy.contains(part)) }
        #expect(reply.fields["X-Frame-Options"] == "DENY")
        #expect(reply.fields["Cache-Control"] == "no-store, no-cache")
    }

    @Test("A device signs in at the page, after a confirmation", arguments: [("accept", 200), ("cancel", 400)])
    func device(_ action: String, _ status: Int) throws {
        let harness = try SignInHarness(signIn: "page")
        let codes = try harness.post(
            [("client_id", SignInHarness.publicID), ("scope", SignInHarness.scope)], path: "devicecode"
        ).json
        let userCode = try #require(codes?["user_code"]?.string)
        func enter(_ text: String) throws -> TokenReply {
            try harness.tokens.send(
                .post, "/common/oauth2/deviceauth", [("Content-Type", "application/x-www-form-urlencoded")],
                body: SignInHarness.form([("user_code", text)]))
        }
        #expect(try enter("").text.contains("AADSTS90119"))
        #expect(try enter("ZZZZZZZZZ").text.contains("AADSTS70018"))
        let first = try enter(userCode.lowercased().prefix(3) + "-" + userCode.dropFirst(3))
        let second = try harness.step(try harness.step(first, Self.taylor), [("action", "approve")])
        #expect(second.text.contains("Desktop Viewer"))
        #expect(try harness.step(second, [("action", action)]).text.contains("You may close this page"))
        #expect(try enter(userCode).text.contains("AADSTS90120"))
        let reply = try harness.post([
            ("grant_type", "device_code"), ("client_id", SignInHarness.publicID),
            ("device_code", codes?["device_code"]?.string),
        ])
        #expect(reply.status == status)
    }
}
