import InsightsHTTP
import InsightsJSON
import Testing

@testable import InsightsFixtures

@Suite("Tenants: where the keys of trusted issuers are")
struct IssuerKeysTests {
    private static func parse(_ credential: String, in folder: String = "/nowhere") throws(FixtureError) -> IssuerKeys {
        let text = """
            {"formatVersion": 1, "tenants": [{"tenantId": "5b1d2f60-93c4-4e0b-8a57-0c6e41d7a201", "displayName": "T",
            "domain": "t.example", "applications": [{"clientId": "c3a0f6d2-1b7e-4d95-9f24-6ea8b05c7310",
            "displayName": "A", "servicePrincipalId": "0d94b7ae-62f1-4c38-b5e0-7a19c2f48d63", "displayUserId": "1",
            "enrollments": [], "secrets": [], "federatedCredentials": [{"subject": "s", \(credential)}]}], "users": []}]}
            """
        let tenants = try Tenant.parse(FixtureDocument(parsing: Array(text.utf8), file: "\(folder)/tenants.json"))
        return tenants[0].applications[0].federatedCredentials[0].keys
    }

    static let addresses: [(String, String)] = [
        (#""issuer": "https://i.example", "keys": "http://localhost:8080/keys""#, "http://localhost:8080/keys"),
        (#""issuer": "https://i.example", "keys": "https://127.0.0.1/keys?v=1""#, "https://127.0.0.1/keys?v=1"),
        (#""issuer": "https://i.example", "keys": "http://[::1]:80""#, "http://[::1]/"),
        // The discovery document of an issuer on this machine is below its address.
        (#""issuer": "http://localhost:8080""#, "http://localhost:8080/.well-known/openid-configuration"),
        (#""issuer": "http://127.0.0.9:1/a/""#, "http://127.0.0.9:1/a/.well-known/openid-configuration"),
    ]

    @Test("Addresses of this machine are taken", arguments: addresses)
    func address(_ credential: String, _ url: String) throws {
        #expect(try Self.parse(credential) == .url(try #require(LoopbackURL(url))))
    }

    @Test("A file has a key set, PEM, or a discovery document that names an address; a folder is a name, too")
    func files() throws {
        let folder = try TemporaryFolder()
        try folder.write(#"{"keys": [{"kty": "RSA"}]}"#, to: "set.json")
        try folder.write("-----BEGIN PUBLIC KEY-----\nAA==\n-----END PUBLIC KEY-----\n", to: "key.pem")
        try folder.write(#"{"jwks_uri": "http://localhost:1/k"}"#, to: "sub/discovery")
        func keys(_ name: String) throws -> IssuerKeys {
            try Self.parse(#""issuer": "i", "keys": "\#(name)""#, in: folder.path)
        }
        guard case .set(let set) = try keys("set.json") else {
            Issue.record("no key set")
            return
        }
        #expect(set["keys"]?.array?.count == 1)
        #expect(try keys("key.pem") == .pem(try folder.read("key.pem")))
        #expect(try keys("sub/discovery") == .url(try #require(LoopbackURL("http://localhost:1/k"))))
        #expect(try keys("sub") == .folder("\(folder.path)/sub"))
        #expect(try keys(folder.path) == .folder(folder.path))
    }

    static let mistakes: [(String, String)] = [
        (
            #""issuer": "i", "keys": {"keys": [{}]}, "claimsMatchingExpression": "claims['sub'] eq 'a'""#,
            "found a subject and claimsMatchingExpression; expected one of"
        ),
        (#""issuer": "https://i.example""#, "federatedCredentials[0]: found no keys; expected keys, since the issuer"),
        (
            #""issuer": "i", "keys": "https://i.example/keys""#,
            "keys: found 'https://i.example/keys'; expected http or https at localhost, 127.0.0.1 or [::1]"
        ),
        (#""issuer": "i", "keys": "http://127.0.0.1.i.example/""#, "keys: found 'http://127.0.0.1.i.example/'"),
        (#""issuer": "i", "keys": "http://me@localhost/""#, "expected http or https at localhost"),
        (#""issuer": "i", "keys": "ftp://localhost/keys""#, "keys: found 'ftp://localhost/keys'"),
        (#""issuer": "i", "keys": "http://localhost/a b""#, "keys: found 'http://localhost/a b'"),
        (#""issuer": "i", "keys": "no-such-file""#, "keys: found /nowhere/no-such-file: cannot be read"),
        (#""issuer": "i", "keys": {}"#, "keys: found no key; expected a JSON Web Key Set with at least one key"),
        (#""issuer": "i", "keys": 1"#, "keys: found no key"),
    ]

    @Test("Anything else is refused with its place", arguments: mistakes)
    func refuses(_ credential: String, _ description: String) throws {
        let error = #expect(throws: FixtureError.self) { try Self.parse(credential) }
        let found = try #require(error?.description)
        #expect(found.contains(description), "\(found)")
    }
}
