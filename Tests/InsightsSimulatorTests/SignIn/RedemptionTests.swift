import InsightsHTTP
import InsightsJSON
import Testing

@testable import InsightsIdentity
@testable import InsightsSimulator

@Suite("Sign-in: codes at the token endpoint")
struct RedemptionTests {
    @Test("A code gets a token with a refresh token and an ID token, which repeats the nonce")
    func redeems() throws {
        let harness = try SignInHarness()
        let reply = try harness.redeem(try harness.code([("nonce", "n-42")]))
        #expect(reply.status == 200)
        #expect(
            reply.json?.object?.keys == [
                "token_type", "scope", "expires_in", "ext_expires_in", "access_token", "refresh_token", "id_token",
            ])
        #expect(SignInHarness.claims(reply.json?["id_token"]?.string)?["nonce"]?.string == "n-42")
        let call = try harness.tokens.call(
            "mpn/ScheduledDataset", token: try #require(reply.json?["access_token"]?.string))
        #expect(call.status == 200)
    }

    @Test("At v1 the resource of the code decides")
    func v1() throws {
        let harness = try SignInHarness()
        let reply = try harness.redeem(try harness.code(v1: true), v1: true)
        #expect(reply.json?["resource"]?.string == "https://api.partnercenter.microsoft.com")
        #expect(reply.json?["refresh_token"] != nil)
    }

    @Test("Scopes of several resources give a token for the first, and a refresh token for all")
    func severalResources() throws {
        let harness = try SignInHarness()
        let scope = "https://graph.microsoft.com/User.Read \(SignInHarness.scope)"
        let first = try harness.redeem(try harness.code([("scope", scope)]))
        #expect(
            SignInHarness.claims(first.json?["access_token"]?.string)?["aud"]?.string == "https://graph.microsoft.com")
        let second = try harness.post([
            ("grant_type", "refresh_token"), ("client_id", SignInHarness.clientID),
            ("client_secret", SignInHarness.secret), ("refresh_token", first.json?["refresh_token"]?.string),
            ("scope", SignInHarness.scope),
        ])
        let claims = SignInHarness.claims(second.json?["access_token"]?.string)
        #expect(claims?["aud"]?.string == "https://api.partnercenter.microsoft.com")
        #expect(claims?["amr"] == .array([.string("pwd"), .string("mfa")]))
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        let code: Int
        let error: String
        var authorize: [(String, String?)] = []
        var redeem: [(String, String?)] = []
        var status = 400
        var testDescription: String { "\(code) \(redeem)" }
    }

    static let proof: [(String, String?)] = [
        ("code_challenge", SignInHarness.challenge), ("code_challenge_method", "S256"),
    ]

    static let mistakes: [Mistake] = [
        Mistake(code: 900_144, error: "invalid_request", redeem: [("code", nil)]),
        Mistake(code: 9_002_313, error: "invalid_grant", redeem: [("code", "nonsense")]),
        Mistake(code: 70000, error: "invalid_grant", redeem: [("code", "1.Aunknown")]),
        Mistake(
            code: 700_007, error: "invalid_grant",
            redeem: [("client_id", SignInHarness.publicID), ("client_secret", nil)]),
        Mistake(code: 700_009, error: "invalid_request", redeem: [("redirect_uri", nil)]),
        Mistake(
            code: 500_112, error: "invalid_client", redeem: [("redirect_uri", "http://localhost/callback")]),
        Mistake(code: 501_481, error: "invalid_grant", authorize: proof),
        Mistake(
            code: 501_481, error: "invalid_grant", authorize: proof,
            redeem: [("code_verifier", String(repeating: "x", count: 43))]),
        Mistake(
            code: 501_481, error: "invalid_grant", authorize: [("code_challenge", SignInHarness.challenge)],
            redeem: [("code_verifier", SignInHarness.verifier)]),
        Mistake(code: 7_000_218, error: "invalid_client", redeem: [("client_secret", nil)], status: 401),
        Mistake(code: 7_000_215, error: "invalid_client", redeem: [("client_secret", "wrong")], status: 401),
        Mistake(
            code: 500_011, error: "invalid_resource", redeem: [("scope", "https://nowhere.example/.default")]),
    ]

    @Test("A mistake is refused, and the code remains", arguments: mistakes)
    func mistake(_ mistake: Mistake) throws {
        let harness = try SignInHarness()
        let code = try harness.code(mistake.authorize)
        let reply = try harness.redeem(code, mistake.redeem)
        #expect(reply.code == mistake.code)
        #expect(reply.status == mistake.status)
        #expect(reply.json?["error"]?.string == mistake.error)
        let verifier =
            mistake.authorize.contains { $0.0 == "code_challenge_method" }
            ? SignInHarness.verifier : mistake.authorize.isEmpty ? nil : SignInHarness.challenge
        #expect(try harness.redeem(code, [("code_verifier", verifier)]).status == 200)
    }

    @Test("A code works once")
    func once() throws {
        let harness = try SignInHarness()
        let code = try harness.code()
        #expect(try harness.redeem(code).status == 200)
        let second = try harness.redeem(code)
        #expect(second.code == 54005 && second.json?["error"]?.string == "invalid_grant")
    }

    @Test(
        "A code works for less than ten minutes",
        arguments: [("PT9M59S", 200, nil), ("PT10M", 400, 70008)] as [(String, Int, Int?)])
    func expires(_ duration: String, _ status: Int, _ code: Int?) throws {
        let harness = try SignInHarness()
        let text = try harness.code()
        try harness.advance(duration)
        let reply = try harness.redeem(text)
        #expect(reply.status == status && reply.code == code)
    }

    @Test("A code of another tenant is refused as such, and found again at common")
    func tenants() throws {
        let harness = try SignInHarness()
        let code = try harness.code()
        let reader = TokenAccount.reader
        let other = try harness.redeem(
            code, [("client_id", reader.clientID), ("client_secret", reader.secret)], tenant: reader.tenant)
        #expect(other.code == 700_005)
        #expect(try harness.redeem(code, tenant: "common").status == 200)
    }

    struct Origin: Sendable {
        let redirect: String
        let origin: String?
        var proof = true
        var secret: String?
        let code: Int?
    }

    static let pages: [Origin] = [
        Origin(redirect: SignInHarness.page, origin: "http://localhost:5173", code: nil),
        Origin(redirect: SignInHarness.page, origin: nil, code: 9_002_327),
        Origin(redirect: SignInHarness.page, origin: "http://localhost:5173", proof: false, code: 9_002_325),
        Origin(
            redirect: SignInHarness.page, origin: "http://localhost:5173", secret: SignInHarness.secret,
            code: 700_025),
        Origin(redirect: SignInHarness.native, origin: nil, code: nil),
        Origin(redirect: SignInHarness.native, origin: "http://localhost:5173", code: 9_002_326),
        Origin(redirect: SignInHarness.web, origin: nil, secret: SignInHarness.secret, code: nil),
        Origin(
            redirect: SignInHarness.web, origin: "http://localhost:5173", secret: SignInHarness.secret,
            code: 9_002_326),
    ]

    @Test("The origin of a page decides what it may redeem", arguments: pages)
    func origins(_ row: Origin) throws {
        let harness = try SignInHarness(["origin-rule": "on"])
        let code = try harness.code([("redirect_uri", row.redirect)] + (row.proof ? Self.proof : []))
        let reply = try harness.redeem(
            code,
            [
                ("redirect_uri", row.redirect), ("client_secret", row.secret),
                ("code_verifier", row.proof ? SignInHarness.verifier : nil),
            ], origin: row.origin)
        #expect(reply.code == row.code, "\(reply.text)")
        #expect(reply.fields["Access-Control-Allow-Origin"] == (row.origin == nil ? nil : "*"))
    }

    @Test(
        "With origin-rule no page gets a token for an application",
        arguments: [("on", 9_002_326), ("off", nil)] as [(String, Int?)])
    func applicationsFromPages(_ rule: String, _ code: Int?) throws {
        let harness = try SignInHarness(["origin-rule": rule])
        let reply = try harness.post(
            [
                ("grant_type", "client_credentials"), ("client_id", SignInHarness.clientID),
                ("client_secret", SignInHarness.secret), ("scope", "https://graph.microsoft.com/.default"),
            ], origin: "http://localhost:5173")
        #expect(reply.code == code)
    }

    @Test("The refresh tokens of a page end a day after the sign-in, whatever their use")
    func pageTokens() throws {
        let harness = try SignInHarness()
        let code = try harness.code([("redirect_uri", SignInHarness.page)] + Self.proof)
        var reply = try harness.redeem(
            code,
            [
                ("redirect_uri", SignInHarness.page), ("client_secret", nil),
                ("code_verifier", SignInHarness.verifier),
            ])
        func refresh() throws -> TokenReply {
            try harness.post([
                ("grant_type", "refresh_token"), ("client_id", SignInHarness.clientID),
                ("refresh_token", reply.json?["refresh_token"]?.string), ("scope", SignInHarness.scope),
            ])
        }
        try harness.advance("PT23H59M59S")
        reply = try refresh()
        #expect(reply.status == 200)
        try harness.advance("PT1S")
        #expect(try refresh().code == 700_084)
    }

    @Test(
        "With refresh-token-reuse=refused a replaced token ends its family",
        arguments: [("accepted", true), ("refused", false)])
    func families(_ setting: String, _ isAccepted: Bool) throws {
        let harness = try SignInHarness(["refresh-token-reuse": setting])
        let first = try harness.redeem(try harness.code()).json?["refresh_token"]?.string
        func refresh(_ token: String?) throws -> TokenReply {
            try harness.post([
                ("grant_type", "refresh_token"), ("client_id", SignInHarness.clientID),
                ("client_secret", SignInHarness.secret), ("refresh_token", token), ("scope", SignInHarness.scope),
            ])
        }
        let second = try refresh(first)
        #expect(second.status == 200)
        #expect((try refresh(first).status == 200) == isAccepted)
        let newest = try refresh(second.json?["refresh_token"]?.string)
        #expect((newest.status == 200) == isAccepted)
        #expect(isAccepted || newest.code == 50173)
    }

    @Test("The administration ends a user's sessions")
    func revokes() throws {
        let harness = try SignInHarness()
        let token = try harness.redeem(try harness.code()).json?["refresh_token"]?.string
        let body = #"{"action":"revoke","username":"taylor.brook@saltmarsh.example"}"#
        #expect(try harness.admin(.post, body).status == 200)
        let reply = try harness.post([
            ("grant_type", "refresh_token"), ("client_id", SignInHarness.clientID),
            ("client_secret", SignInHarness.secret), ("refresh_token", token), ("scope", SignInHarness.scope),
        ])
        #expect(reply.code == 50173)
        #expect(reply.reason?.contains("TokensValidFrom") == true)
    }
}
