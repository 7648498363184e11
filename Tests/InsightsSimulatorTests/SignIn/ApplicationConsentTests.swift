import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import Testing

@testable import InsightsIdentity
@testable import InsightsSimulator

@Suite("Sign-in: consent and registration of applications")
struct ApplicationConsentTests {
    private static let secret = #""secrets": ["practice-secret-of-the-trial"],"#
    private static let partnerCenter = "https://api.partnercenter.microsoft.com"

    private static func fixtures(_ state: String, _ resource: String = partnerCenter) throws -> FixtureStore {
        try .edited([(secret, secret + #" "consents": [{"resource": "\#(resource)", "state": "\#(state)"}],"#)])
    }

    private static func password(_ harness: SignInHarness, _ resource: String = partnerCenter) throws -> TokenReply {
        try harness.post(
            [
                ("grant_type", "password"), ("client_id", SignInHarness.clientID),
                ("client_secret", SignInHarness.secret), ("resource", resource),
                ("username", "taylor.brook@saltmarsh.example"), ("password", "practice-password-of-taylor"),
            ], v1: true)
    }

    /// What a consent leads to: a number, nil for a code.
    static let atPage: [(state: String, resource: String, asks: Bool, code: Int?)] = [
        ("granted", partnerCenter, false, nil), ("missing", partnerCenter, true, nil),
        ("missing", partnerCenter + "/", true, nil),
        // Any name of the resource counts, and no other resource.
        ("missing", "fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd", true, nil),
        ("missing", "https://graph.microsoft.com", false, nil),
        ("adminRequired", partnerCenter, false, 90094), ("declined", partnerCenter, false, 65004),
    ]

    @Test("At the page the consent of the tenants file decides", arguments: atPage)
    func page(_ row: (state: String, resource: String, asks: Bool, code: Int?)) throws {
        let harness = try SignInHarness(signIn: "page", fixtures: try Self.fixtures(row.state, row.resource))
        var reply = try harness.signIn().reply
        #expect((reply.status == 200) == row.asks, "\(reply.text)")
        if row.asks {
            let refused = try harness.step(try harness.signIn().reply, [("action", "cancel")])
            #expect(SignInHarness.parameters(refused)["error_description"]?.hasPrefix("AADSTS65004: ") == true)
            reply = try harness.step(reply, [("action", "accept")])
        }
        let parameters = SignInHarness.parameters(reply)
        guard let code = row.code else {
            #expect(try harness.redeem(parameters["code"]).status == 200)
            // The consent is remembered.
            #expect(try harness.signIn().reply.status == 302)
            return
        }
        #expect(parameters["error"] == "access_denied")
        #expect(parameters["error_description"]?.hasPrefix("AADSTS\(code): ") == true)
        #expect(reply.fields["x-insights-simulator-detail"]?.contains("consents of the application") == true)
    }

    @Test("A setting that makes pages ask for consent does not ask for a granted one")
    func granted() throws {
        let harness = try SignInHarness(signIn: "page", ["consent": "ask"], fixtures: try Self.fixtures("granted"))
        #expect(try harness.signIn().reply.status == 302)
        #expect(try SignInHarness(signIn: "page", ["consent": "ask"]).signIn().reply.status == 200)
    }

    @Test("A consent is for one resource")
    func perResource() throws {
        let harness = try SignInHarness(signIn: "page", ["consent": "ask"])
        let (cookie, _) = try accepted(harness)
        #expect(try harness.authorize(cookie: cookie).status == 302)
        let graph = try harness.authorize([("scope", "https://graph.microsoft.com/User.Read")], cookie: cookie)
        #expect(graph.status == 200)
    }

    private func accepted(_ harness: SignInHarness) throws -> (String, TokenReply) {
        let reply = try harness.step(try harness.signIn().reply, [("action", "accept")])
        return (String((reply.fields["Set-Cookie"] ?? "").prefix { $0 != ";" }), reply)
    }

    @Test(
        "Without a page, prompt=none needs interaction where a consent is missing",
        arguments: [("missing", 65001), ("adminRequired", 90094), ("declined", 65004)])
    func silent(_ state: String, _ code: Int) throws {
        let harness = try SignInHarness(signIn: "page", fixtures: try Self.fixtures(state))
        // The session is for another resource.
        let (cookie, _) = try harness.signIn([("scope", "https://graph.microsoft.com/User.Read openid")])
        let reply = try harness.authorize([("prompt", "none")], cookie: cookie)
        #expect(SignInHarness.parameters(reply)["error"] == "interaction_required")
        #expect(SignInHarness.parameters(reply)["error_description"]?.hasPrefix("AADSTS\(code): ") == true)
    }

    @Test("A sign-in without a page includes the consent", arguments: [("missing", nil), ("adminRequired", 90094)])
    func automatic(_ state: String, _ code: Int?) throws {
        let harness = try SignInHarness(fixtures: try Self.fixtures(state))
        let parameters = SignInHarness.parameters(try harness.authorize())
        guard let code else {
            #expect(try harness.redeem(parameters["code"]).status == 200)
            return
        }
        #expect(parameters["error_description"]?.hasPrefix("AADSTS\(code): ") == true)
    }

    @Test(
        "At the token endpoint a user's grant needs the consent",
        arguments: [("granted", nil), ("missing", 65001), ("adminRequired", 65001), ("declined", 65001)])
    func token(_ state: String, _ code: Int?) throws {
        let harness = try SignInHarness(fixtures: try Self.fixtures(state))
        let reply = try Self.password(harness)
        #expect(reply.code == code)
        #expect(reply.json?["suberror"]?.string == (code == nil ? nil : "consent_required"))
        #expect(try Self.password(harness, "https://graph.microsoft.com").status == 200)
        let alone = try harness.post(
            [
                ("grant_type", "client_credentials"), ("client_id", SignInHarness.clientID),
                ("client_secret", SignInHarness.secret), ("resource", Self.partnerCenter),
            ], v1: true)
        #expect(alone.status == 200)
    }

    // MARK: Registration

    @Test("An application without a service principal gets no token alone")
    func noServicePrincipal() throws {
        let fixtures = try FixtureStore.edited([(Self.secret, Self.secret + #" "servicePrincipal": false,"#)])
        let harness = try SignInHarness(fixtures: fixtures)
        let reply = try harness.post([
            ("grant_type", "client_credentials"), ("client_id", SignInHarness.clientID),
            ("client_secret", SignInHarness.secret), ("scope", Self.partnerCenter + "/.default"),
        ])
        #expect(reply.status == 401 && reply.code == 7_000_229)
        #expect(reply.json?["error"]?.string == "invalid_client")
        #expect(reply.reason?.contains("missing service principal in the tenant \(SignInHarness.tenant).") == true)
        #expect(try harness.redeem(try harness.code()).status == 200)
    }

    @Test("An application of one tenant must be called by its tenant's name", arguments: ["common", "organizations"])
    func singleTenant(_ name: String) throws {
        let fixtures = try FixtureStore.edited([
            (Self.secret, Self.secret + #" "multiTenant": false,"#),
            (#""public": true"#, #""public": true, "multiTenant": false"#),
        ])
        let harness = try SignInHarness(fixtures: fixtures)
        let parameters = SignInHarness.parameters(try harness.authorize(tenant: name))
        #expect(parameters["error"] == "invalid_request")
        #expect(
            parameters["error_description"]?.hasPrefix(
                "AADSTS50194: Application '\(SignInHarness.clientID)'(Trial Reader) is not configured as a multi-tenant"
            )
                == true)
        #expect(try harness.redeem(try harness.code(), tenant: name).code == 50194)
        let device = try harness.post(
            [("client_id", SignInHarness.publicID), ("scope", SignInHarness.scope)], tenant: name, path: "devicecode")
        #expect(device.status == 400 && device.code == 50194)
        #expect(try SignInHarness().authorize(tenant: name).status == 302)
    }
}
