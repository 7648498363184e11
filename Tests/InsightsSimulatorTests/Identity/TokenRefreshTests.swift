import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsTime
import Testing

@testable import InsightsSimulator

@Suite("Refresh tokens")
struct TokenRefreshTests {
    private func refresh(
        _ token: String?, _ harness: TokenHarness, _ changes: [(String, String?)] = [],
        by account: TokenAccount = .avery, tenant: String? = nil
    ) throws -> TokenReply {
        let form = account.form(
            [
                ("grant_type", "refresh_token"), ("username", nil), ("password", nil), ("resource", nil),
                ("refresh_token", token),
            ] + changes)
        return try harness.post(form, tenant: tenant ?? account.tenant)
    }

    private func first(_ harness: TokenHarness, _ changes: [(String, String?)] = []) throws -> String {
        try #require(try harness.post(.avery, changes).json?["refresh_token"]?.string)
    }

    @Test("Every use gives another token, and the old one remains valid")
    func rotates() throws {
        let harness = try TokenHarness()
        var tokens = [try first(harness)]
        for _ in 0..<3 {
            let reply = try refresh(tokens.last, harness)
            #expect(reply.status == 200)
            tokens.append(try #require(reply.json?["refresh_token"]?.string))
        }
        #expect(Set(tokens).count == 4)
        #expect(try refresh(tokens[0], harness).status == 200)
    }

    @Test("Each tenant has a refresh token from the start, of a sign-in with a second factor, which replays")
    func fromTheStart() throws {
        let harness = try TokenHarness { $0.token.needsSecondFactor = true }
        let token = harness.simulator.information.refreshToken
        #expect(try token == TokenHarness { $0.token.needsSecondFactor = true }.simulator.information.refreshToken)
        let reply = try refresh(token, harness)
        let access = try #require(reply.json?["access_token"]?.string)
        #expect(try TokenForge(access).claims["amr"] == .array([.string("pwd"), .string("mfa")]))
        #expect(try harness.call("mpn/ScheduledDataset", token: access).status == 200)
        let password = try harness.token(.avery)
        #expect(try harness.call("mpn/ScheduledDataset", token: password).status == 401)
        let replay = try Replay(harness.simulator.caseFile(), fixtures: try .standard())
        #expect(replay.firstDifference == nil)
        #expect(replay.exchanges.count == 4)
        let sandbox = try harness.simulator.makeSandbox()
        #expect(sandbox.information.refreshToken != token && sandbox.information.refreshToken.hasPrefix("0.A"))
        #expect(try refresh(sandbox.information.refreshToken, harness).status == 400)
    }

    @Test("The new access token is the user's, has a new date, and opens mpn")
    func grants() throws {
        let harness = try TokenHarness()
        let token = try first(harness)
        harness.simulator.advance(by: ISODuration(seconds: 3600))
        let reply = try refresh(token, harness)
        let access = try #require(reply.json?["access_token"]?.string)
        let claims = try TokenForge(access).claims
        #expect(claims["upn"]?.string == "avery.holt@harborlight.example")
        #expect(claims["exp"]?.integer == TokenHarness.start.secondsSinceEpoch + 7200)
        #expect(try harness.call("mpn/ScheduledDataset", token: access).status == 200)
    }

    @Test("The response has an id token if the sign-in or the renewal asked for openid")
    func identityToken() throws {
        let harness = try TokenHarness()
        let plain = try first(harness)
        #expect(try refresh(plain, harness).json?["id_token"] == nil)
        #expect(try refresh(plain, harness, [("scope", "openid")]).json?["id_token"] != nil)
        let open = try first(harness, [("scope", "openid")])
        #expect(try refresh(open, harness).json?["id_token"] != nil)
    }

    @Test("The resource is the first one's, unless the request names another")
    func resources() throws {
        let harness = try TokenHarness()
        let token = try first(harness)
        #expect(
            try refresh(token, harness).json?["resource"]?.string == "https://api.partnercenter.microsoft.com")
        let other = try refresh(token, harness, [("resource", "https://graph.microsoft.com")])
        #expect(other.json?["resource"]?.string == "https://graph.microsoft.com")
        let next = try #require(other.json?["refresh_token"]?.string)
        #expect(try refresh(next, harness).json?["resource"]?.string == "https://graph.microsoft.com")
        #expect(try refresh(token, harness, [("resource", "https://example.com")]).code == 500_011)
    }

    @Test("A token of another application or tenant and an altered one are refused")
    func binding() throws {
        let harness = try TokenHarness()
        let token = try first(harness)
        #expect(try refresh(token, harness, by: .developer).code == 70000)
        #expect(try refresh(token, harness, by: .neighbour).code == 70000)
        #expect(try refresh(token + "x", harness).code == 70000)
        #expect(try refresh(String(token.dropLast()), harness).code == 70000)
        #expect(try refresh(token, harness, [("client_secret", nil)]).code == 7_000_218)
        #expect(try refresh(token, harness, [("client_secret", "x")]).code == 7_000_215)
    }

    @Test("At /common the refresh token decides the tenant", arguments: ["common", "organizations"])
    func common(_ tenant: String) throws {
        let harness = try TokenHarness()
        let reply = try refresh(try first(harness), harness, tenant: tenant)
        #expect(reply.status == 200)
        let access = try #require(reply.json?["access_token"]?.string)
        #expect(try TokenForge(access).claims["tid"]?.string == TokenAccount.avery.tenant)
        #expect(try refresh("0.Aunknown", harness, tenant: tenant).code == 70000)
        #expect(try refresh(nil, harness, tenant: tenant).code == 50059)
    }

    @Test("A reset deletes refresh tokens")
    func forgotten() throws {
        let harness = try TokenHarness()
        let token = try first(harness)
        harness.simulator.reset()
        #expect(try refresh(token, harness).code == 70000)
    }
}
