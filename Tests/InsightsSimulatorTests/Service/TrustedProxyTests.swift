import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import Testing

@testable import InsightsIdentity
@testable import InsightsSimulator

/// What clients see of a simulator behind a proxy, at the handler that a server calls.
@Suite("Behind a trusted proxy")
struct TrustedProxyTests {
    private static let proxy = "10.0.0.1"
    private static let headers = [
        ("X-Forwarded-For", "192.0.2.7"), ("X-Forwarded-Host", "sim.corp.example"), ("X-Forwarded-Proto", "https"),
        ("X-Forwarded-Prefix", "/partner"),
    ]
    private static let base = "https://sim.corp.example/partner"

    private let simulator: Simulator
    private let handler: ProxyHeadersHandler

    init() throws {
        var settings = Settings()
        settings.pageSize = 1
        settings.token.issuer = .own
        simulator = Simulator(
            settings: settings, clock: .manual(TokenHarness.start), seed: 7, fixtures: try .standard())
        simulator.listens(at: "http://127.0.0.1:9500")
        simulator.isBehindTrustedProxies = true
        handler = ProxyHeadersHandler(simulator, trusted: TrustedProxies([Self.proxy]))
    }

    private func send(
        _ method: HTTPMethod = .get, _ target: String, _ fields: [(String, String)] = headers, body: String = "",
        from peer: String = proxy
    ) throws -> TokenReply {
        try TokenReply(
            handler.respond(
                to: HTTPRequest(
                    method, target,
                    fields: HTTPFields(([("Host", "127.0.0.1:9500")] + fields).map { (name: $0.0, value: $0.1) }),
                    body: Array(body.utf8), remoteAddress: peer)))
    }

    private func token(_ fields: [(String, String)] = headers) throws -> String {
        let reply = try send(
            .post, "/\(TokenAccount.reader.tenant)/oauth2/token",
            [("Content-Type", "application/x-www-form-urlencoded")] + fields, body: TokenAccount.reader.form())
        return try #require(reply.json?["access_token"]?.string)
    }

    @Test("Links, metadata, the issuer and Swagger begin with what the proxy states; a replay gives the same")
    func addresses() throws {
        let tenant = TokenAccount.reader.tenant
        let metadata = try send(.get, "/\(tenant)/v2.0/.well-known/openid-configuration").json
        #expect(metadata?["token_endpoint"]?.string == "\(Self.base)/\(tenant)/oauth2/v2.0/token")
        #expect(metadata?["issuer"]?.string == "\(Self.base)/\(tenant)/v2.0")
        let token = try token()
        let claims = try #require(JWT(Array(token.utf8))?.claims)
        #expect(claims["iss"]?.string == "\(Self.base)/\(tenant)/")
        let call = Self.headers + [("Authorization", "Bearer \(token)")]
        let list = try send(.get, "/insights/v1/cmp/ScheduledQueries", call)
        #expect(list.status == 200)
        #expect(list.json?["nextLink"]?.string?.hasPrefix("\(Self.base)/insights/v1/cmp/ScheduledQueries?") == true)
        // The same list by another name is another response, although bodies are kept.
        let other = try send(
            .get, "/insights/v1/cmp/ScheduledQueries",
            [("X-Forwarded-Host", "other.example"), ("Authorization", "Bearer \(token)")])
        #expect(other.json?["nextLink"]?.string?.hasPrefix("http://other.example/insights/") == true, "\(other.text)")
        let swagger = try send(.get, "/insights/v1/cmp/swagger/v1/swagger.json").json
        #expect(swagger?["servers"]?[0]?["url"]?.string == Self.base)
        let file = try Recording(parsing: Array(simulator.caseFile().text.utf8))
        #expect(try Replay(file, fixtures: .standard()).firstDifference == nil)
        let archive = simulator.defaultSandbox.journal.har()
        #expect(
            archive["log"]?["entries"]?[0]?["request"]?["url"]?.string
                == "\(Self.base)/\(tenant)/v2.0/.well-known/openid-configuration")
    }

    @Test("The journal names the client, and the proxy with the host that it called")
    func journal() throws {
        _ = try send(.get, "/insights/v1/cmp/ScheduledDataset")
        let entry = try #require(simulator.defaultSandbox.journal.entries().last)
        #expect(entry.peer == "192.0.2.7")
        #expect(entry.forwarding == "by 10.0.0.1, which called '127.0.0.1:9500'")
        #expect(entry.json()["peer"]?.string == "192.0.2.7")
    }

    @Test("From an untrusted peer the headers are ignored, and the journal says so")
    func untrusted() throws {
        let reply = try send(.get, "/common/.well-known/openid-configuration", from: "192.0.2.9")
        #expect(reply.json?["token_endpoint"]?.string == "http://127.0.0.1:9500/common/oauth2/token")
        let entry = try #require(simulator.defaultSandbox.journal.entries().last)
        #expect(entry.peer == "192.0.2.9")
        #expect(entry.forwarding == "ignored: 192.0.2.9 is no trusted proxy; '--trusted-proxy' names one")
        // Where no proxy is trusted, the journal is as it always was.
        _ = simulator.respond(
            to: HTTPRequest(.get, "/x", fields: HTTPFields([(name: "X-Forwarded-For", value: "1.1.1.1")])))
        let plain = try #require(simulator.defaultSandbox.journal.entries().last).json()
        #expect(plain["peer"] == nil && plain["forwarding"] == nil)
    }

    @Test("A host needs no other permission if a trusted proxy states it; an invalid header changes nothing")
    func permission() throws {
        let host = [("X-Forwarded-Host", "sim.corp.example")]
        let path = "/common/.well-known/openid-configuration"
        #expect(try send(.get, path, host).status == 200)
        #expect(try send(.get, path, host, from: "192.0.2.9").status == 200)
        #expect(try send(.get, path, host + [("Origin", "http://sim.corp.example")]).status == 200)
        #expect(try send(.get, path, host + [("Origin", "http://evil.example")]).status == 403)
        #expect(
            try send(.get, path, [("X-Forwarded-Host", "a b")]).json?["jwks_uri"]?.string
                == "http://127.0.0.1:9500/common/discovery/keys")
    }

    @Test("The instance is found by the host that the client called, and by no other unknown one")
    func instance() throws {
        let path = "/common/discovery/instance?api-version=1.1&authorization_endpoint=https://"
        let end = "/partner/harborlight.example/oauth2/v2.0/authorize"
        #expect(try send(.get, path + "sim.corp.example" + end).status == 200)
        #expect(try send(.get, path + "nowhere.example" + end).code == 50049)
    }

    @Test("The administration stays closed without a key, whatever a proxy states")
    func administration() throws {
        #expect(try send(.get, "/_sim/credentials").status == 403)
        #expect(try send(.get, "/_sim/credentials", [("X-Forwarded-For", "127.0.0.1")]).status == 403)
        #expect(try send(.get, "/_sim/credentials", []).status == 403)
        #expect(try send(.get, "/_sim/ready").status == 200)
    }

    @Test("A token of one name is good at every other one, and at none where proxies are not trusted")
    func tokens() throws {
        let token = try token()
        let bearer = [("Authorization", "Bearer \(token)")]
        #expect(try send(.get, "/insights/v1/cmp/ScheduledDataset", bearer).status == 200)
        simulator.isBehindTrustedProxies = false
        #expect(try send(.get, "/insights/v1/cmp/ScheduledReport", bearer).status == 200, "a token that was checked")
        let fresh = Simulator(
            settings: simulator.settings, clock: .manual(TokenHarness.start), seed: 7, fixtures: try .standard())
        let request = HTTPRequest(
            .get, "/insights/v1/cmp/ScheduledDataset",
            fields: HTTPFields([(name: "Authorization", value: "Bearer \(token)")]))
        #expect(fresh.respond(to: request).status == 401)
        fresh.isBehindTrustedProxies = true
        #expect(fresh.respond(to: request).status == 200)
    }

    @Test("The service's own first segments are refused as a base path")
    func reserved() {
        for name in [
            SimulatorEndpoints.administrationPrefix, SimulatorEndpoints.downloadPrefix, "insights", "common",
        ] { #expect(BasePath("/\(name)") == nil, "\(name)") }
    }

    @Test("With a base path, all addresses have it, over TLS too, and a token of its issuer is taken")
    func basePath() throws {
        simulator.isBehindTrustedProxies = false
        simulator.baseURL = "https://sim.corp.example/partner/insights"
        simulator.tlsURL = "https://127.0.0.1:8443/partner/insights"
        let path = try #require(BasePath("/partner/insights"))
        let handler = ProxyHeadersHandler(simulator, trusted: nil, basePath: path, hasPublicURL: true)
        func get(_ target: String, _ host: String, isSecure: Bool = false, token: String? = nil) throws -> JSONValue {
            var request = HTTPRequest(
                .get, target, fields: HTTPFields([(name: "Host", value: host)]), remoteAddress: "127.0.0.1")
            if let token { request.fields.append("Authorization", "Bearer \(token)") }
            request.isSecure = isSecure
            return try #require(try TokenReply(handler.respond(to: request)).json)
        }
        let metadata = "/common/.well-known/openid-configuration"
        let expected = "https://sim.corp.example/partner/insights/common/oauth2/token"
        for target in [metadata, "/partner/insights" + metadata] {
            #expect(try get(target, "sim.corp.example")["token_endpoint"]?.string == expected)
        }
        let secure = try get(metadata, "127.0.0.1:8443", isSecure: true)
        #expect(
            secure["token_endpoint"]?.string == "https://127.0.0.1:8443/partner/insights/common/oauth2/token")
        let token = try token([])
        #expect(
            JWT(Array(token.utf8))?.claims["iss"]?.string
                == "https://sim.corp.example/partner/insights/\(TokenAccount.reader.tenant)/")
        let list = try get("/partner/insights/insights/v1/cmp/ScheduledQueries", "sim.corp.example", token: token)
        #expect(list["nextLink"]?.string?.hasPrefix("https://sim.corp.example/partner/insights/insights/v1/") == true)
        #expect(simulator.information.url == "https://sim.corp.example/partner/insights")
        let instance = try get(
            "/common/discovery/instance?api-version=1.1&authorization_endpoint="
                + "https://sim.corp.example/partner/insights/harborlight.example/oauth2/authorize", "sim.corp.example")
        #expect(
            instance["tenant_discovery_endpoint"]?.string
                == "https://sim.corp.example/partner/insights/harborlight.example/v2.0/.well-known/openid-configuration"
        )
    }
}
