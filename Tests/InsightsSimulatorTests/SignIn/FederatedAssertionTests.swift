import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsTime
import Testing

@testable import InsightsIdentity
@testable import InsightsSimulator

@Suite("Sign-in: assertions of trusted issuers")
struct FederatedAssertionTests {
    private static let key = SigningKey.key(seededBy: 71)
    private static let stranger = SigningKey.key(seededBy: 72)

    private static func segment(_ object: JSONObject) -> String { Base64URL.encode(JSONWriter.encode(.object(object))) }

    private static func assertion(
        _ changes: [String: JSONValue] = [:], key: SigningKey = key, kid: String = "k1", alg: String = "RS256"
    ) -> String {
        let now = TokenHarness.start.secondsSinceEpoch
        var claims: JSONObject = [
            "iss": .string("https://issuer.example"), "sub": .string("repo:a/b"),
            "aud": .string("api://AzureADTokenExchange"), "iat": .integer(now), "exp": .integer(now + 600),
        ]
        for (name, value) in changes { claims[name] = value }
        let text = segment(["typ": .string("JWT"), "alg": .string(alg), "kid": .string(kid)]) + "." + segment(claims)
        return text + "." + Base64URL.encode(key.signature(of: Array(text.utf8)))
    }

    private static func post(
        _ assertion: String, _ change: (inout Settings) -> Void = { _ in }
    ) throws -> TokenReply {
        var settings = Settings()
        change(&settings)
        let model = try #require(try FixtureStore.standard().tenants.first)
        var applications = model.applications
        applications[0].federatedCredentials = [
            FederatedCredential(
                issuer: "https://issuer.example", subject: "repo:a/b",
                keys: .object([
                    "keys": .array([
                        .object(["kty": .string("EC"), "kid": .string("k0")]),
                        .object([
                            "kty": .string("RSA"), "kid": .string("k1"), "n": .string(Base64URL.encode(key.modulus)),
                            "e": .string(Base64URL.encode(key.exponent)),
                        ]),
                    ])
                ]))
        ]
        let tenant = Tenant(
            tenantID: model.tenantID, displayName: model.displayName, domain: model.domain,
            applications: applications, users: model.users)
        let runtime = try TenantRuntime.harness(
            tenant, settings, clock: .manual(TokenHarness.start) { TokenHarness.start })
        let endpoint = IdentityEndpoint(
            directory: TenantDirectory([runtime]), keys: KeyRing(seed: 7),
            addresses: EndpointAddresses(advertised: AdvertisedURL("http://sim.test")))
        let form = TokenAccount.reader.form([
            ("client_secret", nil), ("client_assertion_type", ClientAssertion.type), ("client_assertion", assertion),
        ])
        let target = "/\(tenant.tenantID)/oauth2/token"
        let request = HTTPRequest(
            .post, target,
            fields: HTTPFields([(name: "Content-Type", value: "application/x-www-form-urlencoded")]),
            body: Array(form.utf8))
        let call = try #require(endpoint.match(request, RequestTarget(parsing: target)))
        return try TokenReply(
            endpoint.respond(
                to: call, of: runtime, now: TokenHarness.start, traceID: "00000000-0000-4000-8000-000000000000"
            ).response)
    }

    @Test("An assertion that a credential trusts stands for a secret")
    func trusted() throws {
        #expect(try Self.post(Self.assertion()).status == 200)
        #expect(try Self.post(Self.assertion(["aud": .array([.string("api://AzureADTokenExchange")])])).status == 200)
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
        let text = Self.assertion(
            mistake.changes, key: mistake.isForeign ? Self.stranger : Self.key, kid: mistake.kid)
        let later = try Self.post(text) { $0.token.federationErrors = .year2025 }
        #expect(later.code == mistake.code && later.status == 401, "\(later.text)")
        let earlier = try Self.post(text) { $0.token.federationErrors = .year2022 }
        #expect(earlier.code == mistake.of2022)
        #expect(earlier.json?["error"]?.string == (mistake.of2022 == 70021 ? "invalid_request" : "invalid_client"))
    }

    @Test("Other algorithms are refused", arguments: ["none", "HS256", "ES256"])
    func algorithms(_ name: String) throws {
        #expect(try Self.post(Self.assertion(alg: name)).code == 700_027)
    }
}
