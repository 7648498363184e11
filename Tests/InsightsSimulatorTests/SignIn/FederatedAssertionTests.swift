import InsightsAPI
import InsightsFixtures
import InsightsJSON
import Testing

@Suite("Sign-in: assertions of trusted issuers")
struct FederatedAssertionTests {
    private static let harness = FederationHarness()

    @Test("An assertion that a credential trusts stands for a secret")
    func trusted() throws {
        #expect(try Self.harness.post(FederationHarness.assertion()).status == 200)
        let listed = FederationHarness.assertion(["aud": .array([.string("api://AzureADTokenExchange")])])
        #expect(try Self.harness.post(listed).status == 200)
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        let code: Int
        let of2022: Int
        var changes: [String: JSONValue] = [:]
        var isForeign = false
        var kid = "k1"
        var testDescription: String { "\(code) \(changes.keys.sorted())" }
    }

    @Test(
        "Each mismatch has its error, in the form of either year",
        arguments: [
            Mistake(code: 700_211, of2022: 70021, changes: ["iss": .string("https://issuer.example/")]),
            Mistake(code: 700_213, of2022: 70021, changes: ["sub": .string("repo:a/c")]),
            Mistake(code: 7_002_138, of2022: 70021, changes: ["sub": .string("repo:A/b")]),
            Mistake(code: 700_212, of2022: 70021, changes: ["aud": .string("api://other")]),
            Mistake(code: 700_024, of2022: 700_024, changes: ["exp": .integer(1_709_287_200 - 300)]),
            Mistake(code: 700_024, of2022: 700_024, changes: ["nbf": .integer(1_709_287_200 + 301)]),
            Mistake(code: 700_027, of2022: 700_027, isForeign: true),
            Mistake(code: 700_027, of2022: 700_027, kid: "k2"),
        ])
    func mistakes(_ mistake: Mistake) throws {
        let key = mistake.isForeign ? FederationHarness.stranger : FederationHarness.key
        let text = FederationHarness.assertion(mistake.changes, kid: mistake.kid, key: key)
        let later = try Self.harness.post(text) { $0.token.federationErrors = .year2025 }
        #expect(later.code == mistake.code && later.status == 401, "\(later.text)")
        let earlier = try Self.harness.post(text) { $0.token.federationErrors = .year2022 }
        #expect(earlier.code == mistake.of2022)
        #expect(earlier.json?["error"]?.string == (mistake.of2022 == 70021 ? "invalid_request" : "invalid_client"))
    }

    @Test(
        "An expression decides in place of the subject",
        arguments: [("repo:a/*", nil, nil), ("repo:b/*", 7_002_131, 70021)] as [(String, Int?, Int?)])
    func expressions(_ pattern: String, _ code: Int?, _ of2022: Int?) throws {
        var harness = FederationHarness()
        harness.expression = ClaimsExpression("claims['sub'] matches '\(pattern)'")
        let later = try harness.post(FederationHarness.assertion()) { $0.token.federationErrors = .year2025 }
        #expect(later.code == code && later.status == (code == nil ? 200 : 401), "\(later.text)")
        #expect(try harness.post(FederationHarness.assertion()).code == of2022)
    }

    @Test("Other algorithms are refused", arguments: ["none", "HS256", "ES256"])
    func algorithms(_ name: String) throws {
        #expect(try Self.harness.post(FederationHarness.assertion(alg: name)).code == 700_027)
    }
}
