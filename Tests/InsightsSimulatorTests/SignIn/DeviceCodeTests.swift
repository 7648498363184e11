import InsightsHTTP
import InsightsJSON
import Testing

@testable import InsightsIdentity
@testable import InsightsSimulator

@Suite("Sign-in: device codes")
struct DeviceCodeTests {
    private static let device: [(String, String?)] = [
        ("client_id", SignInHarness.publicID), ("scope", SignInHarness.scope),
    ]
    private static let grant = "urn:ietf:params:oauth:grant-type:device_code"

    private func begin(_ harness: SignInHarness) throws -> (device: String, user: String) {
        let reply = try harness.post(Self.device, path: "devicecode")
        #expect(reply.status == 200, "\(reply.text)")
        return (
            try #require(reply.json?["device_code"]?.string), try #require(reply.json?["user_code"]?.string)
        )
    }

    private func poll(
        _ code: String?, _ harness: SignInHarness, _ changes: [(String, String?)] = []
    ) throws -> TokenReply {
        try harness.post(
            [("grant_type", Self.grant), ("client_id", SignInHarness.publicID), ("device_code", code)] + changes)
    }

    @Test("The answer of v2 has numbers, that of v1 texts")
    func answers() throws {
        let harness = try SignInHarness(signIn: "page")
        let second = try harness.post(Self.device, path: "devicecode").json
        #expect(
            second?.object?.keys == [
                "user_code", "device_code", "verification_uri", "expires_in", "interval", "message",
            ])
        #expect(second?["expires_in"]?.integer == 900 && second?["interval"]?.integer == 5)
        let first = try harness.post(
            [("client_id", SignInHarness.publicID), ("resource", "https://graph.microsoft.com")], v1: true,
            path: "devicecode"
        ).json
        #expect(first?["expires_in"]?.string == "900" && first?["verification_url"] != nil)
        let code = try #require(second?["user_code"]?.string)
        #expect(code.count == 9)
        #expect(second?["message"]?.string?.contains("enter the code \(code) to authenticate") == true)
    }

    struct Setting: Sendable, CustomTestStringConvertible {
        let device: String
        var signIn = "page"
        /// The errors of the polls, nil for a token.
        let polls: [String?]
        var testDescription: String { "\(device) \(signIn)" }
    }

    @Test(
        "A setting decides in place of a person",
        arguments: [
            Setting(device: "after:0", polls: [nil, "invalid_grant"]),
            Setting(
                device: "after:2", polls: ["authorization_pending", "authorization_pending", nil, "invalid_grant"]),
            Setting(device: "manual", signIn: "auto", polls: ["authorization_pending", "authorization_pending"]),
            Setting(device: "as-sign-in", polls: ["authorization_pending", "authorization_pending"]),
            Setting(device: "as-sign-in", signIn: "auto", polls: ["authorization_pending", nil]),
            Setting(device: "as-sign-in", signIn: "deny", polls: ["authorization_pending", "authorization_declined"]),
            Setting(
                device: "decline", polls: ["authorization_pending", "authorization_declined", "authorization_declined"]),
            Setting(device: "expire", polls: ["authorization_pending", "expired_token"]),
        ])
    func settings(_ setting: Setting) throws {
        let harness = try SignInHarness(signIn: setting.signIn, ["device-sign-in": setting.device])
        let code = try begin(harness).device
        for error in setting.polls {
            let reply = try poll(code, harness)
            #expect(reply.json?["error"]?.string == error)
            #expect(reply.status == (error == nil ? 200 : 400))
        }
    }

    @Test("The administration approves or declines, once", arguments: ["approve", "decline"])
    func administration(_ action: String) throws {
        let harness = try SignInHarness(signIn: "page")
        let codes = try begin(harness)
        #expect(try poll(codes.device, harness).code == 70016)
        let body = #"{"userCode":"\#(codes.user)","username":"sasha.bright@saltmarsh.example","action":"\#(action)"}"#
        let decided = try harness.admin(.post, body)
        #expect(decided.status == 200, "\(decided.text)")
        let shown = decided.json?["signIns"]?[0]
        #expect(shown?["state"]?.string == (action == "approve" ? "approved" : "declined"))
        #expect(try harness.admin(.post, body).status == 400)
        let reply = try poll(codes.device, harness)
        guard action == "approve" else {
            #expect(reply.json?["error"]?.string == "authorization_declined" && reply.code == 65004)
            return
        }
        let claims = SignInHarness.claims(reply.json?["access_token"]?.string)
        #expect(claims?["upn"]?.string == "sasha.bright@saltmarsh.example")
        #expect(claims?["amr"] == .array([.string("pwd"), .string("mfa")]))
        #expect(try harness.admin(.get).json?["signIns"]?[0]?["state"]?.string == "redeemed")
    }

    @Test("A code lasts fifteen minutes", arguments: [("PT14M59S", 70016), ("PT15M", 70020)])
    func expires(_ duration: String, _ code: Int) throws {
        let harness = try SignInHarness(signIn: "page")
        let codes = try begin(harness)
        try harness.advance(duration)
        #expect(try poll(codes.device, harness).code == code)
        let body = #"{"userCode":"\#(codes.user)","action":"approve"}"#
        #expect(try harness.admin(.post, body).status == (code == 70016 ? 200 : 400))
    }

    @Test("With device-slow-down a poll too soon is told to slow down, by five seconds more")
    func slowsDown() throws {
        let harness = try SignInHarness(signIn: "page", ["device-slow-down": "on"])
        let code = try begin(harness).device
        #expect(try poll(code, harness).json?["error"]?.string == "authorization_pending")
        try harness.advance("PT4S")
        #expect(try poll(code, harness).json?["error"]?.string == "slow_down")
        try harness.advance("PT9S")
        #expect(try poll(code, harness).json?["error"]?.string == "slow_down")
        try harness.advance("PT15S")
        #expect(try poll(code, harness).json?["error"]?.string == "authorization_pending")
    }

    @Test(
        "Mistakes of the device code endpoint",
        arguments: [
            ([("client_id", nil)], "", 900_144), ([("scope", nil)], "", 900_144), ([], "&scope=a", 9_002_313),
            ([("client_id", TokenAccount.reader.clientID)], "", 700_016),
            ([("resource", "https://graph.microsoft.com")], "", 901_002),
            ([("scope", "https://nowhere.example/.default")], "", 500_011), ([("scope", "a\"b")], "", 70011),
        ] as [([(String, String?)], String, Int)])
    func mistakes(_ changes: [(String, String?)], _ extra: String, _ code: Int) throws {
        for (setting, status) in [("400", 400), ("200", 200)] {
            let harness = try SignInHarness(signIn: "page", ["device-error-status": setting])
            let reply = try harness.tokens.send(
                .post, "/\(SignInHarness.tenant)/oauth2/v2.0/devicecode",
                [("Content-Type", "application/x-www-form-urlencoded")],
                body: SignInHarness.form(Self.device + changes) + extra)
            #expect(reply.status == status && reply.code == code, "\(reply.text)")
        }
    }

    @Test(
        "Mistakes of a poll",
        arguments: [
            ([("device_code", nil)], 900_144), ([("device_code", "x")], 9_002_313), ([("device_code", "1.Dx")], 70018),
            ([("client_id", SignInHarness.clientID)], 7_000_218),
            ([("client_id", SignInHarness.clientID), ("client_secret", SignInHarness.secret)], 700_007),
        ] as [([(String, String?)], Int)])
    func polls(_ changes: [(String, String?)], _ code: Int) throws {
        let harness = try SignInHarness(signIn: "page")
        let reply = try poll(try begin(harness).device, harness, changes)
        #expect(reply.code == code, "\(reply.text)")
    }

    @Test("Both names of the grant and both of the code work")
    func names() throws {
        let harness = try SignInHarness(signIn: "page", ["device-sign-in": "after:0"])
        #expect(try poll(try begin(harness).device, harness, [("grant_type", "device_code")]).status == 200)
        let code = try begin(harness).device
        #expect(try poll(nil, harness, [("code", code)]).status == 200)
    }

    @Test(
        "Mistakes of the administration name what is expected",
        arguments: [
            #"{"userCode":"X","action":"approve"}"#, #"{"action":"approve"}"#, #"{"userCode":"X"}"#,
            #"{"action":"revoke"}"#,
            #"{"userCode":"X","action":"accept"}"#, #"{"userCode":"X","action":"approve","username":"nobody"}"#,
            #"{"userCode":"X","action":"approve","more":1}"#, "[]", "{",
        ])
    func refusals(_ body: String) throws {
        let reply = try SignInHarness(signIn: "page").admin(.post, body)
        #expect(reply.status == 400)
        #expect(reply.json?["error"]?.string?.isEmpty == false)
    }
}
