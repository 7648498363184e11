import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import Testing

@testable import InsightsIdentity

@Suite("The token endpoint without a simulator")
struct IdentityEndpointTests {
    private static let tenant = Tenant(
        tenantID: "11111111-2222-4333-8444-555555555555", displayName: "Stub", domain: "stub.example",
        applications: [
            Application(
                clientID: "66666666-7777-4888-8999-000000000000", displayName: "App", secrets: ["a+b"],
                servicePrincipalID: "s", displayUserID: "1", enrollments: [])
        ],
        users: [
            User(
                userPrincipalName: "u@stub.example", password: "pass word", objectID: "o", givenName: "U",
                familyName: "S", displayUserID: "2", mpnRole: .none)
        ])
    private static let client = "client_id=66666666-7777-4888-8999-000000000000"
    private static let application = "grant_type=client_credentials&\(client)&client_secret=a%2Bb"
    private static let user = "grant_type=password&\(client)&client_secret=a%2Bb&username=u@stub.example"

    private let directory: StubDirectory
    private let endpoint: IdentityEndpoint
    private let keys = KeyRing(seed: 7)
    private let addresses = EndpointAddresses(advertised: AdvertisedURL("http://sim.test"))

    init() {
        directory = StubDirectory(tenants: [StubTenant(Self.tenant)])
        endpoint = IdentityEndpoint(directory: directory, keys: keys, addresses: addresses)
    }

    private func post(_ tenant: String, _ form: String) throws -> IdentityEndpoint.Response {
        let target = "/\(tenant)/oauth2/token"
        let request = HTTPRequest(
            .post, target,
            fields: HTTPFields([(name: "Content-Type", value: "application/x-www-form-urlencoded")]),
            body: Array(form.utf8))
        let call = try #require(endpoint.match(request, RequestTarget(parsing: target)))
        return endpoint.respond(
            to: call, of: call.knownTenant ?? directory.defaultContext, now: StubTenant.start,
            traceID: "99999999-2222-4333-8444-555555555555")
    }

    @Test(
        "A granted token is verified, with its principal",
        arguments: [
            ("stub.example", application, nil),
            ("stub.example", user + "&password=pass+word&resource=\(resource)", "o"),
            ("common", user + "&password=pass+word&resource=\(resource)", "o"),
        ] as [(String, String, String?)])
    func granted(_ tenant: String, _ form: String, _ objectID: String?) throws {
        let result = try post(tenant, form)
        let body = try JSONParser.parse(try result.response.bodyBytes())
        let token = try #require(body["access_token"]?.string, "\(body)")
        #expect(result.error == nil)
        let verifier = TokenVerifier(directory: directory, keys: keys, addresses: addresses)
        let verified = try verifier.verify(authorization: Array("Bearer \(token)".utf8)[...])
        #expect(verified.context === directory.tenants[0])
        #expect(verified.principal.application.clientID == Self.tenant.applications[0].clientID)
        #expect(verified.principal.user?.objectID == objectID)
        directory.tenants[0].withIdentity { state, _ in state.signingGeneration = 2 }
        #expect(throws: TokenRejection.wrongKey(.retired)) {
            try verifier.verify(authorization: Array("Bearer \(token)".utf8)[...])
        }
    }

    private static let resource = "https://graph.windows.net"

    @Test(
        "An error names the tenant as far as it is known",
        arguments: [
            ("stub.example", "grant_type=password&\(client)", 900_144), ("stub.example", application + "x", 7_000_215),
            ("nowhere.example", application, 90002), ("common", application, 50059), ("nonsense", application, 900_023),
            ("stub.example", user + "&password=wrong", 50126),
            ("stub.example", application + "&client_id=x", 9_002_313),
        ])
    func refused(_ tenant: String, _ form: String, _ code: Int) throws {
        let result = try post(tenant, form)
        #expect(result.error?.code == code)
        let body = try JSONParser.parse(try result.response.bodyBytes())
        #expect(body["error_codes"]?[0]?.integer == code)
    }
}
