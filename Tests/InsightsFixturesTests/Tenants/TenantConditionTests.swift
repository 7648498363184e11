import InsightsTime
import Testing

@testable import InsightsFixtures

@Suite("Tenants: conditions that keep a client from a token")
struct TenantConditionTests {
    @Test("The third tenant has an application and a user of every condition")
    func conditions() throws {
        let tenant = CommittedFixtures.store.tenants[2]
        #expect(Set(tenant.users.map(\.state)) == Set(UserState.allCases))
        #expect(tenant.applications.contains { $0.isPublic && $0.clientSecrets.isEmpty })
        #expect(tenant.applications.contains { $0.throttle == 7 })
        #expect(tenant.applications.contains { $0.isUnavailable })
        #expect(tenant.applications.contains { $0.certificates.count == 1 && $0.clientSecrets.isEmpty })
        #expect(tenant.applications.contains { $0.clientSecrets.count == 2 && $0.clientSecrets[1].expires == nil })
        #expect(tenant.applications[1].clientSecrets[0].expires == Timestamp("2020-01-01T00:00:00Z"))
        #expect(tenant.resources.map(\.tokenVersion) == [2])
        #expect(CommittedFixtures.store.tenants[0].users.allSatisfy { $0.state == .active })
    }

    private static func file(_ application: String, users: String = "", extra: String = "") -> String {
        """
        {"formatVersion": 1, "tenants": [{"tenantId": "5b1d2f60-93c4-4e0b-8a57-0c6e41d7a201", "displayName": "T",
        "domain": "t.example", "applications": [{"clientId": "c3a0f6d2-1b7e-4d95-9f24-6ea8b05c7310",
        "displayName": "A", "servicePrincipalId": "0d94b7ae-62f1-4c38-b5e0-7a19c2f48d63", "displayUserId": "1",
        "enrollments": [], \(application)}], "users": [\(users)]\(extra)}]}
        """
    }

    private static func parse(_ text: String) throws(FixtureError) -> Tenant {
        try Tenant.parse(FixtureDocument(parsing: Array(text.utf8), file: "tenants.json"))[0]
    }

    @Test("A certificate is the bytes between its lines, for any number of lines")
    func certificates() throws {
        let pem = #"-----BEGIN CERTIFICATE-----\nAQID\nBAU=\n-----END CERTIFICATE-----\n"#
        let tenant = try Self.parse(Self.file(#""secrets": [], "certificates": ["\#(pem)"]"#))
        #expect(tenant.applications[0].certificates == [[1, 2, 3, 4, 5]])
        #expect(
            PEMCertificate.decode("-----BEGIN CERTIFICATE-----\r\n+/8=\r\n-----END CERTIFICATE-----") == [0xFB, 0xFF])
        #expect(PEMCertificate.decode("-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----") == [0])
        for text in ["", "AQID", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----"] {
            #expect(PEMCertificate.decode(text) == nil)
        }
        for base64 in ["AQI", "AQ*D", "A===", "AQID=AQI"] {
            #expect(PEMCertificate.decode("-----BEGIN CERTIFICATE-----\n\(base64)\n-----END CERTIFICATE-----") == nil)
        }
    }

    static let mistakes: [(String, String)] = [
        (#""secrets": []"#, "tenants[0].applications[0].secrets: found no secret; expected at least one"),
        (#""secrets": ["s"], "public": true"#, "secrets: found a credential; expected none for a public application"),
        (
            #""secrets": [{"value": "s", "expires": "soon"}]"#,
            "secrets[0].expires: found another text; expected an instant"
        ),
        (#""secrets": [{"value": "s", "expired": true}]"#, "secrets[0].expired: found an unknown key"),
        (#""secrets": [{"expires": "2024-01-01T00:00:00Z"}]"#, "secrets[0].value: found nothing"),
        (#""secrets": ["s"], "public": 1"#, "applications[0].public: found a number; expected true or false"),
        (#""secrets": ["s"], "throttle": 0"#, "applications[0].throttle: found 0; expected a whole number, 1 or more"),
        (#""secrets": ["s"], "unavailable": "no""#, "unavailable: found a string; expected true or false"),
        (
            #""secrets": ["s"], "certificates": ["AQID"]"#,
            "certificates[0]: found another text; expected a certificate in PEM"
        ),
    ]

    /// Returns a list with one address of a number of characters.
    private static func address(_ count: Int) -> String {
        let base = "http://localhost/"
        return #""secrets": ["s"], "redirectUris": ["\#(base + String(repeating: "a", count: count - base.count))"]"#
    }

    @Test("Redirect addresses have a platform, that of the application unless they name one")
    func redirects() throws {
        let list = #""redirectUris": ["https://a.example/b", {"uri": "http://127.0.0.1:5", "platform": "spa"}]"#
        let confidential = try Self.parse(Self.file(#""secrets": ["s"], "# + list)).applications[0]
        #expect(confidential.redirectAddresses?.map(\.platform) == [.web, .spa])
        let open = try Self.parse(Self.file(#""secrets": [], "public": true, "# + list)).applications[0]
        #expect(open.redirectAddresses?.map(\.platform) == [.publicClient, .spa])
        #expect(try Self.parse(Self.file(#""secrets": ["s"]"#)).applications[0].redirectAddresses == nil)
        #expect(try Self.parse(Self.file(Self.address(256))).applications[0].redirectAddresses?.count == 1)
    }

    static let signInMistakes: [(String, String)] = [
        (address(257), "redirectUris[0]: found 257 characters; expected at most 256"),
        (
            #""secrets": ["s"], "redirectUris": ["https://a.example/(b)"]"#,
            "redirectUris[0]: found '('; expected none of"
        ),
        (#""secrets": ["s"], "redirectUris": ["https://a.example/*"]"#, "redirectUris[0]: found '*'"),
        (#""secrets": ["s"], "redirectUris": ["http://a.example/"]"#, "expected https://..., http://localhost..."),
        (
            #""secrets": ["s"], "redirectUris": ["http://localhost.a.example/"]"#,
            "expected https://..., http://localhost"
        ),
        (#""secrets": ["s"], "redirectUris": ["http://[::1]/"]"#, "expected https://..., http://localhost"),
        (
            #""secrets": ["s"], "redirectUris": [{"uri": "https://a.example"}]"#,
            "redirectUris[0].platform: found nothing"
        ),
        (
            #""secrets": ["s"], "redirectUris": [{"uri": "https://a.example", "platform": "x"}]"#,
            "redirectUris[0].platform"
        ),
        (
            #""secrets": [], "federatedCredentials": [{"issuer": "i", "subject": "s", "keys": {"keys": []}}]"#,
            "federatedCredentials[0].keys: found no key; expected a JSON Web Key Set"
        ),
        (
            #""secrets": [], "federatedCredentials": [{"issuer": "i", "subject": "s", "keys": "no-such-file.json"}]"#,
            "federatedCredentials[0].keys: found"
        ),
        (
            #""secrets": [], "federatedCredentials": [{"issuer": "i", "keys": {}}]"#,
            "federatedCredentials[0]: found no subject; expected one of subject and claimsMatchingExpression"
        ),
    ]

    @Test("A mistake in what sign-ins need is refused with its place", arguments: signInMistakes)
    func refusesSignIn(_ application: String, _ description: String) throws {
        let error = #expect(throws: FixtureError.self) { try Self.parse(Self.file(application)) }
        let found = try #require(error?.description)
        #expect(found.contains(description), "\(found)")
    }

    @Test("A mistake in a condition is refused with its place", arguments: mistakes)
    func refuses(_ application: String, _ description: String) throws {
        let error = #expect(throws: FixtureError.self) { try Self.parse(Self.file(application)) }
        let found = try #require(error?.description)
        #expect(found.contains(description), "\(found)")
    }

    @Test("A resource has version 1 or 2, and a user has a known state")
    func otherMistakes() throws {
        let resource = #", "resources": [{"identifier": "api://a", "appId": "5b1d2f60-93c4-4e0b-8a57-0c6e41d7a202","#
        let secret = #""secrets": ["s"]"#
        let good = try Self.parse(Self.file(secret, extra: resource + #" "tokenVersion": 1}]"#))
        #expect(good.resources[0].identifier == "api://a")
        #expect(throws: FixtureError.self) {
            try Self.parse(Self.file(secret, extra: resource + #" "tokenVersion": 3}]"#))
        }
        let user = #"""
            {"userPrincipalName": "u@t.example", "password": "p", "objectId": "5b1d2f60-93c4-4e0b-8a57-0c6e41d7a203",
            "givenName": "U", "familyName": "V", "displayUserId": "1", "mpnRole": "None", "state": "tired"}
            """#
        let error = #expect(throws: FixtureError.self) { try Self.parse(Self.file(secret, users: user)) }
        #expect(
            error?.description.contains("users[0].state: found 'tired'; expected active, disabled") == true)
    }
}
