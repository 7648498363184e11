import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsTime
import Testing

@testable import InsightsIdentity
@testable import InsightsSimulator

@Suite("Authorisation: time, audience, tenant, memory")
struct TokenLifetimeTests {
    @Test("A token is valid one second before its end and no longer at its end (S7)", arguments: [true, false])
    func expiry(_ isUsedBefore: Bool) throws {
        let harness = try TokenHarness()
        let token = try harness.token(.reader)
        // A token that was checked before is remembered, and must end all the same.
        if isUsedBefore { #expect(try harness.call("cmp/ScheduledDataset", token: token).status == 200) }
        harness.simulator.advance(by: ISODuration(seconds: 3599))
        #expect(try harness.call("cmp/ScheduledDataset", token: token).status == 200)
        harness.simulator.advance(by: ISODuration(seconds: 1))
        let reply = try harness.call("cmp/ScheduledDataset", token: token)
        #expect(reply.status == 401)
        #expect(reply.fields["WWW-Authenticate"] == TokenRejectionTests.expired)
        #expect(try harness.call("cmp/ScheduledDataset", token: harness.token(.reader)).status == 200)
    }

    @Test("A token is valid from its beginning, and not before")
    func notBefore() throws {
        let harness = try TokenHarness()
        var token = try TokenForge(try harness.token(.reader))
        let now = TokenHarness.start.secondsSinceEpoch
        for (begin, status) in [(now, 200), (now + 1, 401)] {
            token.claims["nbf"] = .integer(begin)
            #expect(try harness.call("cmp/ScheduledDataset", token: token.signed()).status == status)
        }
        harness.simulator.advance(by: ISODuration(seconds: 1))
        #expect(try harness.call("cmp/ScheduledDataset", token: token.signed()).status == 200)
    }

    @Test(
        "Three audiences open both programs; a final slash does not matter",
        arguments: [
            ("https://graph.windows.net", 200), ("https://graph.windows.net/", 200),
            ("https://graph.microsoft.com", 200),
            ("https://api.partnercenter.microsoft.com", 200), ("https://api.partnercenter.microsoft.com/", 200),
            ("https://API.PartnerCenter.microsoft.com", 200), ("https://api.partner.microsoft.com", 401),
            ("https://graph.ppe.windows.net", 401), ("00000002-0000-0000-c000-000000000000", 401),
            ("20e940b3-4c77-4b0b-9a53-9e16a1b010a7", 401),
        ])
    func audiences(_ audience: String, _ status: Int) throws {
        let harness = try TokenHarness()
        for (program, account) in [("cmp", TokenAccount.reader), ("mpn", .avery)] {
            let token = try harness.token(account, [("resource", audience)])
            let reply = try harness.call("\(program)/ScheduledDataset", token: token)
            #expect(reply.status == status, "\(program)")
            let challenge = status == 200 ? nil : TokenRejectionTests.wrongAudience
            #expect(reply.fields["WWW-Authenticate"] == challenge)
        }
    }

    @Test("Two slashes at the end of an audience are another audience")
    func twoSlashes() throws {
        let harness = try TokenHarness()
        var token = try TokenForge(try harness.token(.reader))
        token.claims["aud"] = .string("https://graph.windows.net//")
        #expect(try harness.call("cmp/ScheduledDataset", token: token.signed()).status == 401)
    }

    @Test("A token of another tenant is valid there, and sees no data of this one")
    func tenants() throws {
        let harness = try TokenHarness()
        let own = try harness.token(.reader)
        let other = try harness.token(.neighbour)
        let body = #"{"Name":"mine","Query":"SELECT OrderId FROM ISVOrder"}"#
        let created = try harness.call("cmp/ScheduledQueries", .post, token: own, body: body)
        let id = try #require(created.json?["value"]?[0]?["queryId"]?.string)
        let filter = "cmp/ScheduledQueries?queryId=\(id)"
        #expect(try harness.call(filter, token: own).status == 200)
        #expect(try harness.call(filter, token: other).status == 404)
        #expect(try harness.call("cmp/ScheduledQueries/\(id)", .delete, token: other).status == 404)
        #expect(try harness.call(filter, token: own).status == 200)
    }

    @Test("A tenant's clock expires its tokens, another's does not")
    func clocks() throws {
        let harness = try TokenHarness()
        let own = try harness.token(.reader)
        let other = try harness.token(.neighbour)
        harness.simulator.advance(by: ISODuration(seconds: 4000))
        #expect(try harness.call("cmp/ScheduledDataset", token: own).status == 401)
        #expect(try harness.call("cmp/ScheduledDataset", token: other).status == 200)
    }

    @Test("More tokens than the cache holds all remain valid, and wrong ones among them remain refused")
    func memory() throws {
        #expect(TokenVerifier.rememberedTokens == 24_576)
        let harness = try TokenHarness()
        let sandboxes = try FixtureStore.standard().tenants.map { try TenantRuntime.harness($0) }
        let verifier = TokenVerifier(
            directory: TenantDirectory(sandboxes), remembering: 3, keys: KeyRing(seed: 7),
            addresses: EndpointAddresses(advertised: AdvertisedURL("http://sim.test")))
        let tokens = try (0..<8).map { _ in Array("Bearer \(try harness.token(.reader))".utf8) }
        for _ in 0..<3 {
            for token in tokens {
                #expect(try verifier.verify(authorization: token[...]).principal.user == nil)
                // The same end and another beginning: the memory compares the whole.
                var forged = token
                forged[30] ^= 1
                #expect(throws: TokenRejection.self) { try verifier.verify(authorization: forged[...]) }
            }
        }
    }
}
