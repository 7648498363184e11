import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsRandomness
import InsightsTime
import Testing

@testable import InsightsIdentity
@testable import InsightsSimulator

@Suite("Token endpoint: signed assertions")
struct ClientAssertionTests {
    /// The client's own key, and a stranger's.
    private static let key = SigningKey.key(seededBy: 99)
    private static let stranger = SigningKey.key(seededBy: 98)
    private static let account = TokenAccount.reader
    private static let now = TokenHarness.start.secondsSinceEpoch
    private static let audience = "https://login.microsoftonline.com/\(account.tenant)/oauth2/token"

    /// An endpoint with its only tenant.
    private struct Harness {
        let endpoint: IdentityEndpoint
        let tenant: TenantRuntime
    }

    /// Returns an endpoint over the fixtures' first tenant, whose first application also has a certificate.
    private static func harness(
        _ change: (inout Settings) -> Void = { _ in }, machineTime: Int = now
    ) throws -> Harness {
        var settings = Settings()
        change(&settings)
        let model = try #require(try FixtureStore.standard().tenants.first)
        var applications = model.applications
        applications[0].certificates = [[0x30, 0x00], key.certificate]
        let tenant = Tenant(
            tenantID: model.tenantID, displayName: model.displayName, domain: model.domain,
            applications: applications, users: model.users)
        let clock = SimulatorClock.manual(TokenHarness.start) { Timestamp(secondsSinceEpoch: machineTime) }
        let runtime = try TenantRuntime.harness(tenant, settings, clock: clock)
        let addresses = AdvertisedURL(
            "http://sim.test:8080", tlsText: "https://sim.test:8443", hostNames: ["insights.test"])
        return Harness(
            endpoint: IdentityEndpoint(
                directory: TenantDirectory([runtime]), keys: KeyRing(seed: 7),
                addresses: EndpointAddresses(advertised: addresses)),
            tenant: runtime)
    }

    private static func post(
        _ harness: Harness, _ changes: [(String, String?)], v2: Bool = false, host: String? = nil
    ) throws -> TokenReply {
        let form = account.form(
            [("client_secret", nil), ("client_assertion_type", ClientAssertion.type)] + changes)
        let target = "/\(account.tenant)/oauth2/\(v2 ? "v2.0/" : "")token"
        let request = HTTPRequest(
            .post, target,
            fields: HTTPFields(
                [(name: "Content-Type", value: "application/x-www-form-urlencoded")]
                    + (host.map { [(name: "Host", value: $0)] } ?? [])),
            body: Array(form.utf8))
        let call = try #require(harness.endpoint.match(request, RequestTarget(parsing: target)))
        return try TokenReply(
            harness.endpoint.respond(
                to: call, of: harness.tenant, now: TokenHarness.start, traceID: TokenErrorTests.guid
            ).response)
    }

    private struct Draft {
        var header: JSONObject
        var claims: JSONObject
        var key = ClientAssertionTests.key
        var padding = SignaturePadding.pkcs1
        /// What follows each part: base64's padding, or something wrong.
        var suffix: (_ part: String) -> String = { _ in "" }

        init() {
            header = [
                "alg": .string("RS256"), "typ": .string("JWT"),
                "x5t": .string(ClientAssertionTests.key.identifier),
            ]
            claims = [
                "aud": .string(ClientAssertionTests.audience),
                "iss": .string(ClientAssertionTests.account.clientID),
                "sub": .string(ClientAssertionTests.account.clientID), "jti": .string("one"),
                "nbf": .integer(ClientAssertionTests.now), "exp": .integer(ClientAssertionTests.now + 600),
            ]
        }

        var text: String {
            let signed = part(JSONWriter.encode(.object(header))) + "." + part(JSONWriter.encode(.object(claims)))
            return signed + "." + part(key.signature(of: Array(signed.utf8), padding: padding))
        }

        private func part(_ bytes: [UInt8]) -> String {
            let text = TokenForge.encode(bytes)
            return text + suffix(text)
        }
    }

    private func reply(
        _ change: (inout Draft) -> Void = { _ in }, _ set: (inout Settings) -> Void = { _ in }, machineTime: Int = now
    ) throws -> TokenReply {
        var draft = Draft()
        change(&draft)
        return try Self.post(try Self.harness(set, machineTime: machineTime), [("client_assertion", draft.text)])
    }

    /// Returns the padding that completes a part.
    private static func padding(_ part: String) -> String { String(repeating: "=", count: (4 - part.count % 4) % 4) }

    @Test(
        "An assertion by the key of a registered certificate is as good as a secret, and the token says so")
    func accepted() throws {
        let reply = try reply()
        #expect(reply.status == 200)
        let token = try TokenForge(try #require(reply.json?["access_token"]?.string))
        #expect(token.claims["appidacr"]?.string == "2")
    }

    @Test(
        "Forms of client libraries: padded thumbprint, fractions of seconds, no `nbf`, PS256 with SHA-256"
    )
    func quirks() throws {
        #expect(try reply { $0.header["x5t"] = .string(Self.key.identifier + "=") }.status == 200)
        let fractions = try reply {
            $0.claims["exp"] = .number("\(Self.now + 600).75")
            $0.claims["iat"] = .number("\(Self.now).25")
            $0.claims["nbf"] = nil
        }
        #expect(fractions.status == 200)
        let digest = TokenForge.encode(Digest.sha256(Self.key.certificate))
        for mark in [digest, digest + "="] {
            let modern = try reply {
                $0.header["alg"] = .string("PS256")
                $0.header["x5t"] = nil
                $0.header["x5t#S256"] = .string(mark)
                $0.padding = .pss
            }
            #expect(modern.status == 200)
        }
    }

    @Test(
        "The audience is either form of the endpoint, by any name of the instance and of the tenant",
        arguments: [
            audience, "https://login.windows.net/harborlight.example/oauth2/v2.0/token",
            "http://sim.test:8080/\(account.tenant)/oauth2/token",
            "https://sim.test:8443/\(account.tenant)/oauth2/v2.0/token",
            "HTTPS://STS.windows.net/Harborlight.example/oauth2/token",
            "https://localhost:8443/\(account.tenant)/oauth2/token",
            "https://127.0.0.1:8443/\(account.tenant)/oauth2/v2.0/token",
            "http://[::1]:8080/\(account.tenant)/oauth2/token",
            "https://login.microsoftonline.com:443/\(account.tenant)/oauth2/token",
            "https://login.microsoft.com:8443/\(account.tenant)/oauth2/token",
        ])
    func audiences(_ audience: String) throws {
        #expect(try reply { $0.claims["aud"] = .string(audience) }.status == 200)
        let draft = { (audience: String) -> String in
            var draft = Draft()
            draft.claims["aud"] = .string(audience)
            return draft.text
        }
        let changes: [(String, String?)] = [
            ("client_assertion", draft(audience)), ("resource", nil),
            ("scope", "https://graph.windows.net/.default"),
        ]
        #expect(try Self.post(try Self.harness(), changes, v2: true).status == 200)
    }

    @Test(
        "The port of a request is one of the endpoint's, with each of its names",
        arguments: [
            ("localhost:9443", "https://localhost:9443", true), ("localhost:9443", "https://127.0.0.1:9443", true),
            ("login.microsoftonline.com:9443", "https://login.windows.net:9443", true),
            ("sim.test:9443", "https://sim.test:9443", true), ("localhost", "https://localhost", true),
            ("insights.test:9443", "https://insights.test:9443", true),
            ("localhost:9443", "https://insights.test:8443", true),
            ("localhost:9443", "https://insights.test:1", false),
            ("localhost", "http://localhost", true),
            ("localhost:9443", "https://localhost:9444", false), ("localhost:9443", "https://evil.example:9443", false),
            ("evil.example:9443", "https://evil.example:9443", false),
            ("evil.example", "http://login.microsoftonline.com", false), ("[::1", "https://[::1", false),
            ("localhost:9443", "https://a@localhost:9443", false), ("localhost:x", "https://localhost:x", false),
            ("localhost:9443", "ftp://localhost:9443", false), ("localhost:9443", "localhost:9443", false),
        ])
    func called(_ host: String, _ origin: String, _ isAccepted: Bool) throws {
        var draft = Draft()
        draft.claims["aud"] = .string("\(origin)/\(Self.account.tenant)/oauth2/token")
        let reply = try Self.post(try Self.harness(), [("client_assertion", draft.text)], host: host)
        #expect(reply.code == (isAccepted ? nil : 700_023))
    }

    @Test("Of several faults the time precedes the audience, and the audience precedes the issuer")
    func order() throws {
        let all = try reply { draft in
            draft.claims["exp"] = .integer(1)
            draft.claims["aud"] = nil
            draft.claims["iss"] = nil
        }
        #expect(all.code == 700_024)
        let two = try reply { draft in
            draft.claims["aud"] = nil
            draft.claims["iss"] = nil
        }
        #expect(two.code == 700_023)
    }

    private struct Fault: CustomTestStringConvertible {
        let name: String
        let code: Int
        let change: (inout Draft) -> Void
        var testDescription: String { name }

        init(_ name: String, _ code: Int, _ change: @escaping (inout Draft) -> Void) {
            self.name = name
            self.code = code
            self.change = change
        }
    }

    @Test("A faulty assertion is refused as the client's failure")
    func faults() throws {
        let faults: [Fault] = [
            Fault("a stranger's key", 700_027) { $0.key = Self.stranger },
            Fault("a stranger's key by its own name", 700_027) {
                $0.key = Self.stranger
                $0.header["x5t"] = .string(Self.stranger.identifier)
                $0.header["x5c"] = .array([.string(Base64.encode(Self.stranger.certificate))])
            },
            Fault("no thumbprint", 700_027) { $0.header["x5t"] = nil },
            Fault("alg none", 700_027) { $0.header["alg"] = .string("none") },
            Fault("alg HS256", 700_027) { $0.header["alg"] = .string("HS256") },
            Fault("alg RS256 with PSS", 700_027) { $0.padding = .pss },
            Fault("alg PS256 without PSS", 700_027) { $0.header["alg"] = .string("PS256") },
            Fault("crit", 700_027) { $0.header["crit"] = .array([]) },
            Fault("a claim twice", 700_027) {
                $0.claims.members.append(.init("exp", .integer(9_999_999_999)))
            },
            Fault("over", 700_024) { $0.claims["exp"] = .integer(Self.now - 300) },
            Fault("not yet", 700_024) { $0.claims["nbf"] = .integer(Self.now + 301) },
            Fault("no end", 700_024) { $0.claims["exp"] = nil },
            Fault("an end out of all bounds", 700_024) { $0.claims["exp"] = .number("1e300") },
            Fault("another issuer", 700_021) {
                $0.claims["iss"] = .string(TokenAccount.stranger.clientID)
            },
            Fault("another subject", 700_021) { $0.claims["sub"] = nil },
            Fault("another audience", 700_023) {
                $0.claims["aud"] = .string("https://evil.example/x/oauth2/token")
            },
            Fault("another tenant's audience", 700_023) {
                $0.claims["aud"] = .string(
                    "https://login.windows.net/\(TokenAccount.neighbour.tenant)/oauth2/token")
            },
            Fault("a host that only begins alike", 700_023) {
                $0.claims["aud"] = .string(
                    "https://login.windows.net.evil/\(Self.account.tenant)/oauth2/token")
            },
            Fault("no audience", 700_023) { $0.claims["aud"] = nil },
        ]
        for fault in faults {
            let reply = try reply(fault.change)
            #expect(reply.code == fault.code, "\(fault.name)")
            #expect(reply.status == 401)
            #expect(reply.json?["error"]?.string == "invalid_client")
        }
        let stranger = try reply { $0.header["x5t"] = .string(TokenForge.encode([0xAB, 0xCD])) }
        #expect(
            stranger.reason
                == "Client assertion contains an invalid signature. [Reason - The key was not found., "
                + "Thumbprint of key used by client: 'ABCD']")
        let missing = try reply { draft in
            draft.claims["nbf"] = nil
            draft.claims["exp"] = .integer(Self.now - 3600)
        }
        #expect(missing.reason?.contains("assertion valid from 1970-01-01T00:00:00Z") == true)
    }

    @Test("The client's clock may be five minutes off")
    func tolerance() throws {
        #expect(try reply { $0.claims["exp"] = .integer(Self.now - 299) }.status == 200)
        #expect(try reply { $0.claims["nbf"] = .integer(Self.now + 300) }.status == 200)
    }

    @Test(
        "An assertion is valid by the tenant's clock or by the machine's, each with five minutes",
        arguments: [
            // The distance of the machine's clock from the tenant's, and the validity by the machine's, in seconds.
            (5 * 365 * 86_400, 0, 600, true), (-5 * 365 * 86_400, 0, 600, true), (3600, 0, 600, true),
            (3600, 300, 600, true), (3600, 301, 600, false), (3600, -700, -299, true), (3600, -700, -300, false),
            (86_400, 2 * 86_400, 3 * 86_400, false), (86_400, -43_200, -42_600, false),
        ])
    func eitherClock(_ offset: Int, _ begin: Int, _ end: Int, _ isValid: Bool) throws {
        let machineTime = Self.now + offset
        let change = { (draft: inout Draft) in
            draft.claims["nbf"] = .integer(machineTime + begin)
            draft.claims["exp"] = .integer(machineTime + end)
        }
        let reply = try reply(change, machineTime: machineTime)
        #expect(reply.code == (isValid ? nil : 700_024))
    }

    @Test("An assertion that is valid by the machine's clock alone may not be repeated either")
    func repetitionByMachineClock() throws {
        let machineTime = Self.now + 86_400
        let harness = try Self.harness({ $0.token.repeatedAssertion = .refused }, machineTime: machineTime)
        var draft = Draft()
        draft.claims["nbf"] = .integer(machineTime)
        draft.claims["exp"] = .integer(machineTime + 600)
        #expect(try Self.post(harness, [("client_assertion", draft.text)]).status == 200)
        #expect(try Self.post(harness, [("client_assertion", draft.text)]).code == 700_027)
    }

    @Test("Parts with complete padding are read, any other padding is malformed")
    func padded() throws {
        // Of three lengths in a row at least two need padding.
        for name in ["a", "ab", "abc"] {
            let reply = try reply { draft in
                draft.header["kid"] = .string(name)
                draft.claims["jti"] = .string(name)
                draft.suffix = Self.padding
            }
            #expect(reply.status == 200, "\(name)")
        }
        let wrong: [(String) -> String] = [
            { _ in "=" }, { _ in "====" }, { Self.padding($0) + "=" }, { Self.padding($0) + "====" },
        ]
        for suffix in wrong {
            #expect(try reply { $0.suffix = suffix }.code == 700_027)
        }
    }

    @Test("An assertion needs its type, and texts that are not tokens are refused")
    func forms() throws {
        let harness = try Self.harness()
        let text = Draft().text
        let noType = try Self.post(
            harness, [("client_assertion", text), ("client_assertion_type", nil)])
        #expect(noType.reason == TokenErrorTests.missing("client_assertion_type"))
        #expect(
            try Self.post(harness, [("client_assertion", text), ("client_assertion_type", "x")]).code
                == 9_002_313)
        for text in ["x", "a.b.c", ".", String(repeating: "a", count: 17000)] {
            #expect(try Self.post(harness, [("client_assertion", text)]).code == 700_027)
        }
        #expect(try Self.post(harness, [("client_assertion", nil)]).code == 7_000_216)
    }

    @Test("An assertion may be repeated, unless the setting forbids it, also without `jti`")
    func repetition() throws {
        let text = Draft().text
        let open = try Self.harness()
        for _ in 0..<2 { #expect(try Self.post(open, [("client_assertion", text)]).status == 200) }
        let strict = try Self.harness { $0.token.repeatedAssertion = .refused }
        #expect(try Self.post(strict, [("client_assertion", text)]).status == 200)
        #expect(try Self.post(strict, [("client_assertion", text)]).code == 700_027)
        var bare = Draft()
        bare.claims["jti"] = nil
        #expect(try Self.post(strict, [("client_assertion", bare.text)]).status == 200)
        for _ in 0..<2 { #expect(try Self.post(strict, [("client_assertion", bare.text)]).code == 700_027) }
        // Another one with the same claims but its times is not repeated.
        bare.claims["iat"] = .integer(1)
        #expect(try Self.post(strict, [("client_assertion", bare.text)]).status == 200)
    }
}
