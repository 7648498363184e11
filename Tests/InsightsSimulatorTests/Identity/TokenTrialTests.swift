import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsTime
import Testing

@testable import InsightsSimulator

@Suite("Token endpoint: conditions of applications and users")
struct TokenTrialTests {
    struct Condition: Sendable, CustomTestStringConvertible {
        let user: String
        let code: Int
        let error: String
        var suberror: String?
        var testDescription: String { user }
    }

    static let conditions: [Condition] = [
        Condition(user: "dana.orr", code: 50057, error: "invalid_grant"),
        Condition(user: "lee.finch", code: 50053, error: "invalid_grant"),
        Condition(
            user: "pat.marlow", code: 50055, error: "invalid_grant", suberror: "user_password_expired"),
        Condition(user: "noor.sand", code: 50056, error: "invalid_grant"),
        Condition(user: "mika.frost", code: 50076, error: "interaction_required"),
        Condition(user: "enzo.reed", code: 50079, error: "interaction_required"),
        Condition(user: "bo.lark", code: 53003, error: "interaction_required"),
        Condition(user: "cleo.dunn", code: 65001, error: "invalid_grant", suberror: "consent_required"),
        Condition(user: "remy.nash", code: 650_057, error: "invalid_resource"),
    ]

    @Test("Each condition of a user has its refusal", arguments: conditions)
    func users(_ condition: Condition) throws {
        let reply = try TokenHarness().post(TokenTrial.user(condition.user))
        #expect(reply.status == 400)
        #expect(reply.code == condition.code)
        #expect(reply.json?["error"]?.string == condition.error)
        #expect(reply.json?["suberror"]?.string == condition.suberror)
        #expect((reply.json?["error_uri"] == nil) == (condition.code == 65001))
        #expect((reply.json?["password_change_url"] != nil) == (condition.code == 50055))
        let claims = reply.json?["claims"]?.string.map { Array($0.utf8) }
        #expect((claims != nil) == [50076, 50079, 53003].contains(condition.code))
        if let claims { #expect((try? JSONParser.parse(claims))?.object != nil) }
    }

    @Test("Only a caller with the right password learns that an account is disabled or its password expired")
    func wrongPassword() throws {
        let harness = try TokenHarness()
        for user in ["dana.orr", "pat.marlow", "mika.frost", "cleo.dunn"] {
            #expect(try harness.post(TokenTrial.user(user), [("password", "wrong")]).code == 50126)
        }
    }

    @Test("At v2 a missing factor is an invalid grant with a suberror")
    func factorAtV2() throws {
        let reply = try TokenHarness().postV2(
            TokenTrial.user("mika.frost"), scope: "\(TokenV2Tests.partner)/.default")
        #expect(reply.code == 50076)
        #expect(reply.json?["error"]?.string == "invalid_grant")
        #expect(reply.json?["suberror"]?.string == "basic_action")
        // Partner Center by its identifier.
        #expect(reply.reason?.hasSuffix("to access 'fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd'.") == true)
    }

    @Test("A second factor is visible in the token")
    func satisfied() throws {
        let token = try TokenForge(try TokenHarness().token(TokenTrial.user("sasha.bright")))
        #expect(token.claims["amr"] == .array([.string("pwd"), .string("mfa")]))
    }

    private func renew(
        _ harness: TokenHarness, _ account: TokenAccount, _ token: String
    ) throws
        -> TokenReply
    {
        try harness.post(
            account,
            [
                ("grant_type", "refresh_token"), ("username", nil), ("password", nil),
                ("refresh_token", token),
            ])
    }

    @Test("Ended sessions and a long pause invalidate a refresh token")
    func refreshTokens() throws {
        let harness = try TokenHarness()
        let ended = TokenTrial.user("sky.rowe")
        let token = try #require(try harness.post(ended).json?["refresh_token"]?.string)
        #expect(try renew(harness, ended, token).code == 50173)
        let idle = try #require(try harness.post(.avery).json?["refresh_token"]?.string)
        for _ in 0..<2 {
            harness.simulator.advance(by: ISODuration(seconds: 90 * 86_400))
            #expect(try renew(harness, .avery, idle).status == 200)
        }
        harness.simulator.advance(by: ISODuration(seconds: 90 * 86_400 + 1))
        let refused = try renew(harness, .avery, idle)
        #expect(refused.code == 700_082)
        #expect(refused.json?["suberror"]?.string == "bad_token")
        #expect(
            refused.reason == "The refresh token has expired due to inactivity. The token was issued on "
                + "2024-03-01T10:00:00.0000000Z and was inactive for 90.00:00:00.")
    }

    @Test("An expired secret and a wrong one have different refusals")
    func lapsed() throws {
        let harness = try TokenHarness()
        func post(_ secret: String, _ client: String) throws -> TokenReply {
            try harness.post(TokenTrial.reader, [("client_id", client), ("client_secret", secret)])
        }
        let lapsed = try post("practice-secret-that-lapsed", TokenTrial.lapsed)
        #expect(lapsed.status == 401)
        #expect(lapsed.code == 7_000_222)
        #expect(
            lapsed.reason?.hasPrefix(
                "The provided client secret keys for app '\(TokenTrial.lapsed)' are expired.") == true)
        #expect(try post("wrong", TokenTrial.lapsed).code == 7_000_215)
    }

    @Test("Of two secrets one expires at its instant, the other stays")
    func rolling() throws {
        let start = try #require(Timestamp("2024-05-31T23:59:59Z"))
        let harness = try TokenHarness(clock: .manual(start))
        let trial = TokenTrial.reader
        func codes() throws -> [Int?] {
            // The third tenant's clock cannot be moved alone here, so each instant has a separate simulator.
            try ["practice-secret-that-leaves", "practice-secret-that-follows"].map {
                try harness.post(trial, [("client_id", TokenTrial.rolling), ("client_secret", $0)]).code
            }
        }
        #expect(try codes() == [nil, nil])
        let later = try TokenHarness(clock: .manual(start.adding(seconds: 1)))
        let old = try later.post(
            trial, [("client_id", TokenTrial.rolling), ("client_secret", "practice-secret-that-leaves")])
        #expect(old.code == 7_000_222)
        let new = try later.post(
            trial, [("client_id", TokenTrial.rolling), ("client_secret", "practice-secret-that-follows")])
        #expect(new.status == 200)
    }

    @Test("A throttled application gets text and a waiting time, an unlucky one a transient fault")
    func service() throws {
        let harness = try TokenHarness()
        let throttled = try harness.post(TokenTrial.reader, [("client_id", TokenTrial.throttled)])
        #expect(throttled.status == 429)
        #expect(throttled.text == "Too Many Requests")
        #expect(throttled.fields["Retry-After"] == "7")
        #expect(throttled.fields["Content-Type"] == "text/plain; charset=utf-8")
        let unlucky = try harness.post(TokenTrial.reader, [("client_id", TokenTrial.unlucky)])
        #expect(unlucky.status == 503)
        #expect(unlucky.code == 90033)
        #expect(unlucky.json?["error"]?.string == "temporarily_unavailable")
        #expect(unlucky.json?["error_uri"] == nil)
    }

    @Test("A client that sends telemetry gets some back")
    func telemetry() throws {
        let harness = try TokenHarness()
        let fields = [("x-client-current-telemetry", "4|84,0|")]
        #expect(
            try harness.post(TokenAccount.reader.form(), fields).fields["x-ms-clitelem"] == "1,0,0,,")
        #expect(try harness.post("grant_type=x", fields).fields["x-ms-clitelem"] == "1,70003,0,,")
        #expect(try harness.post("grant_type=x").fields["x-ms-clitelem"] == nil)
    }
}
