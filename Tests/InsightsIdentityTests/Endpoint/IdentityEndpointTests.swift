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

    @Test("Kept metadata are those that a new endpoint makes, after each change of the addresses")
    func keptMetadata() throws {
        var settings = TokenSettings()
        settings.issuer = .own
        let directory = StubDirectory(tenants: [StubTenant(Self.tenant, settings)])
        let endpoint = IdentityEndpoint(directory: directory, keys: keys, addresses: addresses)
        func document(_ endpoint: IdentityEndpoint, _ path: String, _ host: String) throws -> [UInt8] {
            var request = HTTPRequest(.get, path, fields: HTTPFields([(name: "Host", value: host)]))
            request.isSecure = true
            let call = try #require(endpoint.match(request, RequestTarget(parsing: path)))
            return try endpoint.respond(
                to: call, of: directory.defaultContext, now: StubTenant.start,
                traceID: "99999999-2222-4333-8444-555555555555"
            ).response.bodyBytes()
        }
        let changes: [(AdvertisedURL) -> Void] = [
            { _ in }, { $0.text = "http://other.test" }, { $0.tlsText = "https://tls.test:8443" },
            { $0.hostNames = ["named.test"] }, { $0.allowedHosts = ["allowed.test"] }, { $0.hostNames = [] },
        ]
        var bodies: Set<[UInt8]> = []
        for change in changes {
            change(addresses.advertised)
            for host in ["named.test:8443", "127.0.0.1:9", "login.microsoftonline.com"] {
                for path in [
                    "/stub.example/.well-known/openid-configuration", "/common/v2.0/.well-known/openid-configuration",
                ] {
                    let fresh = IdentityEndpoint(directory: directory, keys: keys, addresses: addresses)
                    let expected = try document(fresh, path, host)
                    #expect(try document(endpoint, path, host) == expected)
                    #expect(try document(endpoint, path, host) == expected)
                    bodies.insert(expected)
                }
            }
        }
        #expect(bodies.count > 8)
    }

    @Test(
        "A plain path of metadata has the route of its segments",
        arguments: [
            ("/t/.well-known/openid-configuration", true),
            ("/T.example/V2.0/.WELL-known/OpenID-configuration?a=b", true),
            ("//t//v2.0/.well-known/openid-configuration/", true), ("/t/v1.0/.well-known/openid-configuration", false),
            ("/t/v2.0/x/.well-known/openid-configuration", false), ("/t/well-known/openid-configuration", false),
            ("/.well-known/openid-configuration", false), ("/t/.well-known/openid-configuration/x", false),
            ("/t/discovery/keys", false), ("/t/oauth2/token", false),
        ])
    func plainPath(_ target: String, _ isMetadata: Bool) throws {
        let target = RequestTarget(parsing: target)
        let quick = IdentityRoute(try #require(target.plainPath))
        #expect((quick != nil) == isMetadata)
        if isMetadata { #expect(quick == IdentityRoute(segments: target.segments)) }
    }
}
