import InsightsHTTP
import InsightsJSON
import Testing

@testable import InsightsIdentity
@testable import InsightsSimulator

@Suite("Documents about the token endpoint")
struct DiscoveryTests {
    private static let base = "http://sim.test"
    private static let tenant = TokenAccount.reader.tenant

    private func get(_ path: String, _ harness: TokenHarness? = nil) throws -> TokenReply {
        try (harness ?? TokenHarness()).send(
            .get, path, [("Host", "evil.example"), ("X-Forwarded-Host", "evil.example")])
    }

    @Test("v1 metadata has the endpoints, the keys and the issuer, at the configured address")
    func first() throws {
        for name in [Self.tenant, "harborlight.example"] {
            let reply = try get("/\(name)/.well-known/openid-configuration")
            #expect(reply.status == 200)
            let object = try #require(reply.json?.object)
            #expect(object["token_endpoint"]?.string == "\(Self.base)/\(Self.tenant)/oauth2/token")
            #expect(object["jwks_uri"]?.string == "\(Self.base)/common/discovery/keys")
            #expect(object["issuer"]?.string == "https://sts.windows.net/\(Self.tenant)/")
            #expect(object.keys.first == "token_endpoint" && object.keys.last == "msgraph_host")
            #expect(object.keys.count == 17)
            #expect(!reply.text.contains("evil.example"))
        }
    }

    @Test("v2 metadata has the endpoints, the keys and the issuer, at the configured address")
    func second() throws {
        let reply = try get("/Harborlight.example/V2.0/.Well-Known/openid-configuration?appid=x")
        let object = try #require(reply.json?.object)
        #expect(object["token_endpoint"]?.string == "\(Self.base)/\(Self.tenant)/oauth2/v2.0/token")
        #expect(
            object["authorization_endpoint"]?.string
                == "\(Self.base)/\(Self.tenant)/oauth2/v2.0/authorize")
        #expect(object["jwks_uri"]?.string == "\(Self.base)/\(Self.tenant)/discovery/v2.0/keys")
        #expect(object["issuer"]?.string == "https://login.microsoftonline.com/\(Self.tenant)/v2.0")
        #expect(object.keys.count == 23)
        #expect(reply.fields["Cache-Control"] == "max-age=86400, private")
        #expect(reply.fields["Access-Control-Allow-Origin"] == "*")
        #expect(reply.fields["Access-Control-Allow-Methods"] == "GET, OPTIONS")
        #expect(reply.fields["Content-Type"] == "application/json; charset=utf-8")
    }

    @Test(
        "A name of the service is a malformed tenant's where no version of the service follows",
        arguments: ["insights/.well-known", "insights/v2.0/.well-known", "Insights/.well-known"])
    func nameOfTheService(_ path: String) throws {
        let reply = try get("/\(path)/openid-configuration")
        #expect(reply.status == 400)
        #expect(reply.json?["error_codes"]?[0]?.integer == 900_023)
    }

    @Test(
        "Addresses begin with the requested name of the instance, and with no other name",
        arguments: [
            ("login.microsoftonline.com", "https://login.microsoftonline.com"),
            ("Login.Windows.net:443", "https://login.windows.net"),
            ("login.microsoft.com:80", "https://login.microsoft.com"),
            ("login.microsoftonline.com:8443", "https://login.microsoftonline.com:8443"),
            ("login.microsoftonline.com:x", base),
            ("login.microsoftonline.com.evil.example", base), ("login.microsoftonline.com:1:2", base),
            ("evil.example:443", base), ("", base),
        ])
    func namedHost(_ host: String, _ expected: String) throws {
        func document(_ path: String) throws -> JSONValue {
            try #require(try TokenHarness().send(.get, path, [("Host", host)]).json)
        }
        let first = try document("/\(Self.tenant)/.well-known/openid-configuration")
        #expect(first["token_endpoint"]?.string == "\(expected)/\(Self.tenant)/oauth2/token")
        let second = try document("/\(Self.tenant)/v2.0/.well-known/openid-configuration")
        #expect(second["token_endpoint"]?.string == "\(expected)/\(Self.tenant)/oauth2/v2.0/token")
        #expect(second["jwks_uri"]?.string == "\(expected)/\(Self.tenant)/discovery/v2.0/keys")
        let query = "authorization_endpoint=https://login.microsoftonline.com/common/oauth2/v2.0/authorize"
        #expect(
            try document("/common/discovery/instance?api-version=1.1&\(query)")["tenant_discovery_endpoint"]?.string
                == "\(expected)/common/v2.0/.well-known/openid-configuration")
    }

    @Test(
        "Metadata, pages, the OpenAPI document and credentials begin with the address that was called by TLS",
        arguments: [
            ("127.0.0.1:8443", true, "https://127.0.0.1:8443"), ("localhost:8443", true, "https://localhost:8443"),
            ("[::1]:8443", true, "https://[::1]:8443"), ("LOCALHOST:443", true, "https://localhost"),
            ("sim.test:9443", true, "https://sim.test:9443"), ("sim.corp:8443", true, "https://sim.corp:8443"),
            ("evil.example:8443", true, "https://sim.test:8443"), ("8443", true, "https://sim.test:8443"),
            ("localhost:8080", false, base), ("8443", false, base), ("localhost", false, base),
        ])
    func called(_ host: String, _ isSecure: Bool, _ expected: String) throws {
        let harness = try TokenHarness { $0.pageSize = 1 }
        harness.simulator.tlsURL = "https://sim.test:8443"
        harness.simulator.hostNames = ["sim.corp"]
        func get(_ path: String, _ fields: [(String, String)] = []) throws -> JSONValue {
            try #require(try harness.send(.get, path, [("Host", host)] + fields, isSecure: isSecure).json)
        }
        let metadata = try get("/\(Self.tenant)/v2.0/.well-known/openid-configuration")
        #expect(metadata["token_endpoint"]?.string == "\(expected)/\(Self.tenant)/oauth2/v2.0/token")
        let list = try get(
            "/insights/v1/cmp/ScheduledQueries",
            [("Authorization", "Bearer \(try harness.token(.reader))")])
        #expect(list["nextLink"]?.string?.hasPrefix("\(expected)/insights/") == true, "\(list)")
        #expect(try get("/insights/v1/cmp/swagger/v1/swagger.json")["servers"]?[0]?["url"]?.string == expected)
        // The administration has its own rule for hosts, and names the address by which it was reached.
        guard host != "8443", !host.hasPrefix("evil") else { return }
        #expect(try get("/_sim/credentials")["url"]?.string == expected)
        #expect(try get("/_sim/openapi.json")["servers"]?[0]?["url"]?.string == expected)
    }

    @Test("The OpenAPI document at a public name of the service says that tokens are at the public login name")
    func publicTokenAddress() throws {
        let reply = try TokenHarness().send(
            .get, "/insights/v1/cmp/swagger/v1/swagger.json", [("Host", "api.partnercenter.microsoft.com")],
            isSecure: true)
        #expect(reply.json?["servers"]?[0]?["url"]?.string == "https://api.partnercenter.microsoft.com")
        let flow = reply.json?["components"]?["securitySchemes"]?["application"]?["flows"]?["clientCredentials"]
        let tokenURL = flow?["tokenUrl"]?.string
        #expect(tokenURL == "https://login.microsoftonline.com/\(Self.tenant)/oauth2/token", "\(tokenURL ?? "")")
    }

    @Test("Without a tenant, addresses keep the word and the issuer is the pattern")
    func common() throws {
        let second = try get("/Common/v2.0/.well-known/openid-configuration").json
        #expect(second?["token_endpoint"]?.string == "\(Self.base)/common/oauth2/v2.0/token")
        #expect(second?["issuer"]?.string == "https://login.microsoftonline.com/{tenantid}/v2.0")
        let first = try get("/organizations/.well-known/openid-configuration").json
        #expect(first?["issuer"]?.string == "https://sts.windows.net/{tenantid}/")
    }

    @Test(
        "An unknown tenant has no documents",
        arguments: [("nowhere.example", 90002), ("nonsense", 900_023)])
    func unknown(_ tenant: String, _ code: Int) throws {
        for path in [
            ".well-known/openid-configuration", "v2.0/.well-known/openid-configuration", "discovery/keys",
        ] {
            let reply = try get("/\(tenant)/\(path)")
            #expect(reply.status == 400)
            #expect(reply.code == code)
            #expect(reply.json?["error"]?.string == "invalid_tenant")
            #expect(reply.json?["error_uri"] != nil)
        }
    }

    @Test(
        "Every key set has the key that signs, as numbers and as a certificate",
        arguments: [
            "common/discovery/keys", "\(tenant)/discovery/keys",
            "harborlight.example/discovery/v2.0/keys",
            "common/discovery/v2.0/keys",
        ])
    func keys(_ path: String) throws {
        let harness = try TokenHarness()
        let reply = try get("/\(path)", harness)
        let keys = try #require(reply.json?["keys"]?.array)
        #expect(keys.count == 1)
        let object = try #require(keys[0].object)
        let isSecond = path.contains("v2.0")
        #expect(
            object.keys == ["kty", "use", "kid", "x5t", "n", "e", "x5c"] + (isSecond ? ["issuer"] : []))
        let token = try TokenForge(try harness.token(.reader))
        #expect(object["kid"] == token.header["kid"])
        #expect(object["x5t"] == object["kid"])
        #expect(object["e"]?.string == "AQAB")
        let certificate = SigningKey.key(seededBy: 7).certificate
        let modulus = try #require(TokenForge.decode(object["n"]?.string ?? ""))
        #expect(modulus.count == 256)
        #expect(
            certificate.indices.contains {
                certificate[$0...].starts(with: [0x02, 0x82, 0x01, 0x01, 0x00] + modulus)
            })
        let standard = try #require(object["x5c"]?[0]?.string)
        #expect(Base64.decode(standard.utf8) == certificate)
        guard isSecond else { return }
        let name = path.hasPrefix("common") ? "{tenantid}" : Self.tenant
        #expect(object["issuer"]?.string == "https://login.microsoftonline.com/\(name)/v2.0")
    }

    @Test(
        "An instance has Microsoft's names and the simulator's",
        arguments: [
            "login.microsoftonline.com", "login.windows.net", "Login.Microsoft.com", "sts.windows.net",
            "sim.test", "sim.test:9", "localhost:8443", "[::1]",
        ])
    func instance(_ host: String) throws {
        let query = "authorization_endpoint=https://\(host)/harborlight.example/oauth2/v2.0/authorize"
        let reply = try get("/common/discovery/instance?api-version=1.1&\(query)")
        #expect(reply.status == 200)
        #expect(
            reply.json?["tenant_discovery_endpoint"]?.string
                == "\(Self.base)/harborlight.example/v2.0/.well-known/openid-configuration")
        #expect(reply.json?["metadata"]?[0]?["aliases"]?[3]?.string == "sts.windows.net")
        let old = try get("/common/discovery/instance?api-version=1.0&\(query)")
        #expect(old.json?.object?.keys == ["tenant_discovery_endpoint", "api-version"])
    }

    @Test("An instance with another name, or an invalid request for one, is refused")
    func otherInstance() throws {
        for endpoint in [
            "https://evil.example/common/oauth2/authorize", "https://localhost:0/a/b", "https://[::1].evil.example/a/b",
            "https://login.windows.net", "x",
            "http://sim.test/a/b",
        ] {
            let reply = try get(
                "/common/discovery/instance?api-version=1.1&authorization_endpoint=\(endpoint)")
            #expect(reply.code == 50049, "\(endpoint)")
            #expect(reply.json?["error"]?.string == "invalid_instance")
        }
        #expect(try get("/common/discovery/instance?api-version=1.1").code == 90014)
        #expect(try get("/common/discovery/instance?authorization_endpoint=x").code == 90014)
    }

    @Test("The realm of a user is managed in the simulator's domains and unknown in others")
    func realm() throws {
        let reply = try get("/common/UserRealm/avery.holt%40harborlight.example?api-version=1.0")
        #expect(
            reply.json?.object?.keys == [
                "ver", "account_type", "domain_name", "cloud_instance_name", "cloud_audience_urn",
            ])
        #expect(reply.json?["account_type"]?.string == "Managed")
        #expect(reply.json?["domain_name"]?.string == "harborlight.example")
        let other = try get("/common/userrealm/a@b.example?api-version=1.0")
        #expect(other.json?["account_type"]?.string == "Unknown")
        #expect(try get("/common/userrealm/a@b.example").code == 90014)
    }

    @Test("Documents support GET, HEAD and OPTIONS; other methods are refused")
    func methods() throws {
        let harness = try TokenHarness()
        let path = "/common/discovery/keys"
        #expect(try harness.send(.head, path).status == 200)
        #expect(try harness.send(.options, path).status == 200)
        let post = try harness.send(.post, path)
        #expect(post.status == 405)
        #expect(post.fields["Allow"] == "GET, OPTIONS")
    }
}
