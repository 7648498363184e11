import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsSimulator
import InsightsTime
import Testing

@Suite("Administration: routes")
struct AdminRouteTests {
    static let start = "2024-03-01T10:00:00Z"
    static let other = TokenAccount.neighbour.tenant

    @Test(
        "Health, readiness and clock respond",
        arguments: [
            ("health", #"{"status":"alive"}"#), ("ready", #"{"status":"ready"}"#),
            ("clock", #"{"now":"2024-03-01T10:00:00Z","mode":"manual"}"#),
        ])
    func responses(_ path: String, _ text: String) throws {
        let harness = try TokenHarness()
        for method in [HTTPMethod.get, .head] {
            let reply = try harness.admin(path, method)
            #expect(reply.status == 200)
            #expect(reply.text == text)
            #expect(reply.fields["Content-Type"] == "application/json; charset=utf-8")
        }
    }

    @Test("Credentials name the default tenant's first application and user, and open the service")
    func credentials() throws {
        let harness = try TokenHarness()
        let object = try #require(try harness.admin("credentials").json?.object)
        #expect(
            object["refreshToken"]?.string == harness.simulator.information.refreshToken)
        let others = JSONObject(object.members.filter { $0.key != "refreshToken" })
        #expect(
            others == [
                "url": .string("http://sim.test"), "admin": .string("http://sim.test/_sim"),
                "tenantId": .string(TokenAccount.avery.tenant), "clientId": .string(TokenAccount.avery.clientID),
                "clientSecret": .string(TokenAccount.avery.secret),
                "username": .string("avery.holt@harborlight.example"),
                "password": .string("practice-password-of-avery"),
            ])
        harness.simulator.baseURL = "http://127.0.0.1:4711"
        #expect(try harness.admin("credentials").json?["admin"]?.string == "http://127.0.0.1:4711/_sim")
    }

    @Test("Each tenant has its own credentials and clock", arguments: [other, other.uppercased(), " \(other) "])
    func tenants(_ tenant: String) throws {
        let harness = try TokenHarness()
        let query = "?tenant=" + tenant.replacing(" ", with: "%20")
        #expect(try harness.admin("credentials\(query)").json?["tenantId"]?.string == Self.other)
        let advanced = try harness.admin("clock\(query)", .post, #"{"advance":"PT4H"}"#)
        #expect(advanced.json?["now"]?.string == "2024-03-01T14:00:00Z")
        #expect(try harness.adminClock() == Self.start)
        #expect(try harness.admin("reset\(query)", .post).json?["now"]?.string == Self.start)
    }

    @Test(
        "An unknown, empty or repeated tenant and an unknown parameter are refused, and nothing changes",
        arguments: [
            ("tenant=00000000-0000-0000-0000-000000000000", 404), ("tenant=quillmark.example", 404), ("tenant=", 400),
            ("tenant=%20", 400), ("tenant", 400), ("tenant=\(other)&tenant=\(other)", 400), ("tenants=x", 400),
            ("tenant=\(other)&x", 400), ("=", 400),
        ])
    func badQueries(_ query: String, _ status: Int) throws {
        let harness = try TokenHarness()
        for (path, method, body) in [
            ("credentials", HTTPMethod.get, ""), ("clock", .post, #"{"advance":"PT4H"}"#), ("reset", .post, ""),
        ] {
            let reply = try harness.admin("\(path)?\(query)", method, body)
            #expect(reply.status == status, "\(path)")
            #expect(reply.json?.object?.keys == ["error"])
        }
        #expect(try harness.adminClock() == Self.start)
        #expect(try harness.admin("clock?tenant=\(Self.other)").json?["now"]?.string == Self.start)
    }

    @Test(
        "A method that a route does not support is 405 with the supported ones",
        arguments: [
            ("health", HTTPMethod.post, "GET, HEAD"), ("ready", .delete, "GET, HEAD"),
            ("credentials", .put, "GET, HEAD"),
            ("reset", .get, "POST"), ("reset", .head, "POST"), ("clock", .put, "GET, HEAD, POST, DELETE"),
            ("clock", .options, "GET, HEAD, POST, DELETE"),
            ("clock", HTTPMethod("post"), "GET, HEAD, POST, DELETE"),
        ])
    func methods(_ path: String, _ method: HTTPMethod, _ allowed: String) throws {
        let reply = try TokenHarness().admin(path, method)
        #expect(reply.status == 405)
        #expect(reply.fields["Allow"] == allowed)
        #expect(reply.json?["error"]?.string == "method not allowed; expected \(allowed)")
    }

    @Test(
        "An unknown route is 404 with the existing ones",
        arguments: ["", "nonsense", "Health", "clock/x", "Journal", "health/..", "sandboxes/x/y"])
    func unknown(_ path: String) throws {
        let reply = try TokenHarness().admin(path)
        #expect(reply.status == 404)
        #expect(
            reply.json?["error"]?.string?.hasPrefix(
                "path: found '/_sim/\(path)'; expected /_sim/health, /_sim/ready, /_sim/credentials, /_sim/reset, /_sim/clock, "
                    + "/_sim/journal, /_sim/faults, /_sim/sandboxes, /_sim/sandboxes/{tenantId}, /_sim/case") == true)
    }

    @Test(
        "A suggestion for an unknown path compares one segment, not the whole path",
        arguments: [
            ("clok", "/_sim/clock"), ("jurnal", "/_sim/journal"), ("sandbxes/x", "/_sim/sandboxes/{tenantId}"),
            ("nope", nil), ("x", nil), ("nonsense", nil), ("case/x", nil),
        ])
    func suggestion(_ path: String, _ nearest: String?) throws {
        let error = try #require(try TokenHarness().admin(path).json?["error"]?.string)
        let hint = error.split(separator: "; ").last.map(String.init)
        #expect(error.contains("did you mean") == (nearest != nil), "\(error)")
        if let nearest { #expect(hint == "did you mean '\(nearest)'?") }
    }

    // MARK: Who may

    @Test(
        "Administration is loopback only",
        arguments: [
            (nil, 200), ("127.0.0.1", 200), ("127.8.9.10", 200), ("::1", 200), ("::ffff:127.0.0.1", 200),
            ("192.0.2.1", 403), ("10.0.0.1", 403), ("::", 403), ("2001:db8::1", 403), ("::ffff:192.0.2.1", 403),
            ("128.0.0.1", 403), ("1.127.0.0", 403), ("", 403), ("127.0.0.1.example.com", 403),
        ])
    func remoteAddresses(_ address: String?, _ status: Int) throws {
        let reply = try TokenHarness().admin("credentials", from: address)
        #expect(reply.status == status)
        if status == 403 {
            #expect(reply.text == #"{"error":"administration requests are accepted from loopback only"}"#)
        }
    }

    @Test(
        "A Host with another machine's name is refused, even if it begins like a local address",
        arguments: [
            ("localhost", 200), ("localhost:8080", 200), ("LOCALHOST", 200), ("127.0.0.1:8080", 200),
            ("127.1.2.3", 200),
            ("[::1]:8080", 200), ("[::1]", 200), ("evil.example", 403), ("127.evil.example", 403),
            ("127.0.0.1.evil.example", 403), ("127.0.0.1.nip.io:8080", 403), ("localhost.evil.example", 403),
            ("127.0.0", 403), ("127.0.0.256", 403), ("127.0.0.1.1", 403), ("127..0.1", 403), ("127.0.0.x", 403),
            ("[::2]", 403), ("[::1", 403), ("192.0.2.1", 403), ("", 403),
        ])
    func hosts(_ host: String, _ status: Int) throws {
        let reply = try TokenHarness().admin("reset", .post, "", [("Host", host)])
        #expect(reply.status == status)
    }

    @Test(
        "A page of another origin is refused",
        arguments: [
            ("http://localhost", 200), ("http://localhost:80", 200), ("http://localhost:3000", 403),
            ("https://127.0.0.1:8080", 403), ("http://[::1]:8080", 403), ("null", 403), ("http://evil.example", 403),
            ("https://127.evil.example", 403),
            ("http://evil.example/localhost", 403), ("http://evil.example:80/127.0.0.1", 403), ("file://", 403),
            ("localhost", 403), ("", 403),
        ])
    func origins(_ origin: String, _ status: Int) throws {
        let reply = try TokenHarness().admin("clock", .get, "", [("Host", "localhost"), ("Origin", origin)])
        #expect(reply.status == status)
    }

    @Test("A refused client changes nothing and learns nothing")
    func refusedFirst() throws {
        let harness = try TokenHarness()
        let body = #"{"advance":"PT4H"}"#
        #expect(try harness.admin("clock", .post, body, [], from: "192.0.2.1").status == 403)
        #expect(try harness.admin("clock", .post, body, [("Host", "evil.example")]).status == 403)
        #expect(try harness.admin("nonsense?x", .put, "", [("Origin", "http://evil.example")]).status == 403)
        #expect(try harness.adminClock() == Self.start)
    }
}
