import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsTime
import Testing

@testable import InsightsIdentity
@testable import InsightsSimulator

/// An application that trusts an issuer, and the token endpoint of its tenant.
struct FederationHarness {
    static let key = SigningKey.key(seededBy: 71)
    static let stranger = SigningKey.key(seededBy: 72)

    /// The issuer's key set, with a key of a type that is not read.
    static let set = JSONValue.object([
        "keys": .array([
            .object(["kty": .string("EC"), "kid": .string("k0")]),
            .object([
                "kty": .string("RSA"), "kid": .string("k1"), "n": .string(Base64URL.encode(key.modulus)),
                "e": .string(Base64URL.encode(key.exponent)),
            ]),
        ])
    ])

    var issuer = "https://issuer.example"
    var keys = IssuerKeys.set(set)
    /// The condition on the claims, in place of the subject `repo:a/b`.
    var expression: ClaimsExpression?
    var fetch: DocumentFetch = { .failure(DocumentFailure("\($0): nobody")) }

    private static func segment(_ object: JSONObject) -> String { Base64URL.encode(JSONWriter.encode(.object(object))) }

    /// Returns an assertion that the application trusts, unless claims or key are changed.
    static func assertion(
        _ changes: [String: JSONValue] = [:], kid: String = "k1", alg: String = "RS256", key: SigningKey = key
    ) -> String {
        let text = unsigned(changes, kid: kid, alg: alg)
        return text + "." + Base64URL.encode(key.signature(of: Array(text.utf8)))
    }

    /// Returns the part of an assertion that is signed.
    static func unsigned(_ changes: [String: JSONValue] = [:], kid: String = "k1", alg: String = "RS256") -> String {
        let now = TokenHarness.start.secondsSinceEpoch
        var claims: JSONObject = [
            "iss": .string("https://issuer.example"), "sub": .string("repo:a/b"),
            "aud": .string("api://AzureADTokenExchange"), "iat": .integer(now), "exp": .integer(now + 600),
        ]
        for (name, value) in changes { claims[name] = value }
        return segment(["typ": .string("JWT"), "alg": .string(alg), "kid": .string(kid)]) + "." + segment(claims)
    }

    /// Posts an assertion.
    func post(_ assertion: String, _ change: (inout Settings) -> Void = { _ in }) throws -> TokenReply {
        var settings = Settings()
        change(&settings)
        let model = try #require(try FixtureStore.standard().tenants.first)
        var applications = model.applications
        var credential = FederatedCredential(issuer: issuer, subject: "repo:a/b", keys: keys)
        credential.expression = expression
        applications[0].federatedCredentials = [credential]
        let tenant = Tenant(
            tenantID: model.tenantID, displayName: model.displayName, domain: model.domain,
            applications: applications, users: model.users)
        let runtime = try TenantRuntime.harness(
            tenant, settings, clock: .manual(TokenHarness.start) { TokenHarness.start })
        let endpoint = IdentityEndpoint(
            directory: TenantDirectory([runtime]), keys: KeyRing(seed: 7),
            addresses: EndpointAddresses(advertised: AdvertisedURL("http://sim.test")), fetch: fetch)
        let form = TokenAccount.reader.form([
            ("client_secret", nil), ("client_assertion_type", ClientAssertion.type), ("client_assertion", assertion),
        ])
        let target = "/\(tenant.tenantID)/oauth2/token"
        let request = HTTPRequest(
            .post, target,
            fields: HTTPFields([(name: "Content-Type", value: "application/x-www-form-urlencoded")]),
            body: Array(form.utf8))
        let call = try #require(endpoint.match(request, RequestTarget(parsing: target)))
        if case .url = keys { #expect(call.waitsForIssuer) } else { #expect(!call.waitsForIssuer) }
        let result = endpoint.respond(
            to: call, of: runtime, now: TokenHarness.start, traceID: "00000000-0000-4000-8000-000000000000")
        var response = result.response
        ErrorExplanation.add(ErrorExplanation.grant(result.error, call, trims: false), to: &response)
        return try TokenReply(response)
    }
}
