import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsSimulator
import Testing

@Suite("Administration: who may use it")
struct AdminAccessTests {
    private static let key = "x-insights-simulator-key"

    /// A request with its status: without a key, and with the key `k` set at the simulator.
    struct Caller: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var fields: [(String, String)]
        var address: String? = "127.0.0.1"
        var isSecure = false
        let open: Int
        let keyed: Int

        init(
            _ text: String, _ fields: [(String, String)] = [], from address: String? = "127.0.0.1",
            isSecure: Bool = false, _ open: Int, _ keyed: Int
        ) {
            testDescription = text
            self.fields = fields
            self.address = address
            self.isSecure = isSecure
            self.open = open
            self.keyed = keyed
        }
    }

    private static let local = ("Host", "localhost:8080")

    static let callers = [
        Caller("loopback", [], 200, 403), Caller("loopback in IPv6", from: "::1", 200, 403),
        Caller("loopback mapped", from: "::ffff:127.0.0.1", 200, 403), Caller("in process", from: nil, 200, 403),
        Caller("another machine", from: "192.0.2.7", 403, 403),
        Caller("the key", [(key, "k")], 403, 200),
        Caller("the key from afar", [(key, "k")], from: "192.0.2.7", 403, 200),
        Caller("another key", [(key, "K")], 403, 403), Caller("an empty key", [(key, "")], 403, 403),
        Caller("two keys", [(key, "k"), (key, "k")], 400, 400),
        Caller("a proxy", [("Via", "1.1 proxy")], 403, 403),
        Caller("a proxy that forwards", [("Forwarded", "for=::1")], 403, 403),
        Caller("a proxy of old", [("X-Forwarded-For", "127.0.0.1")], 403, 403),
        Caller("a proxy of TLS", [("x-forwarded-proto", "https")], 403, 403),
        Caller("a proxy of names", [("X-FORWARDED-HOST", "localhost")], 403, 403),
        Caller("another header of a proxy", [("X-Real-IP", "127.0.0.1")], 403, 403),
        Caller("a proxy, with the key", [("Via", "1.1 proxy"), (key, "k")], from: "192.0.2.7", 403, 200),
        Caller("a proxy in process", [("Via", "1.1 proxy")], from: nil, 403, 403),
        Caller("a page here", [local, ("Origin", "http://localhost:8080")], 200, 403),
        Caller("a page here, with the key", [local, ("Origin", "http://localhost:8080"), (key, "k")], 403, 200),
        Caller("a page of another port", [local, ("Origin", "http://localhost:3000")], 403, 403),
        Caller(
            "a page of another port, with the key", [local, ("Origin", "http://localhost:3000"), (key, "k")], 403, 403),
        Caller("a page of another name of this machine", [local, ("Origin", "http://127.0.0.1:8080")], 403, 403),
        Caller("a page of TLS", [local, ("Origin", "https://localhost:8080")], 403, 403),
        Caller("a page over TLS", [local, ("Origin", "https://localhost:8080")], isSecure: true, 200, 403),
        Caller("a page without TLS", [local, ("Origin", "http://localhost:8080")], isSecure: true, 403, 403),
        Caller("a page behind TLS of a proxy", [local, ("Origin", "https://localhost:8080"), (key, "k")], 403, 200),
        Caller("a page of the usual port", [("Host", "localhost"), ("Origin", "http://localhost")], 200, 403),
        Caller("a page without a host", [("Origin", "http://localhost:8080")], 403, 403),
        Caller("a sandboxed page", [local, ("Origin", "null")], 403, 403),
        Caller(
            "two pages", [local, ("Origin", "http://localhost:8080"), ("Origin", "http://localhost:8080")], 400, 400),
        Caller("a name of another", [("Host", "evil.example")], 403, 403),
        Caller("an address that continues", [("Host", "[::1].evil.example")], 403, 403),
        Caller("two ports", [("Host", "localhost:80:80")], 403, 403),
        Caller("an address in a name", [("Host", "127.0.0.1.evil.example")], 403, 403),
    ]

    private static func simulator(_ key: String?) throws -> Simulator {
        Simulator(clock: .manual(SandboxHarness.start), seed: 1, fixtures: try .standard(), administrationKey: key)
    }

    private static func status(
        _ simulator: Simulator, _ target: String, _ caller: Caller, method: HTTPMethod = .get
    ) -> Int {
        var request = HTTPRequest(
            method, target, fields: HTTPFields(caller.fields.map { (name: $0.0, value: $0.1) }),
            remoteAddress: caller.address)
        request.isSecure = caller.isSecure
        return simulator.respond(to: request).status.code
    }

    @Test("Without a key loopback is admitted, with one its holders alone", arguments: callers)
    func access(_ caller: Caller) throws {
        #expect(Self.status(try Self.simulator(nil), "/_sim/clock", caller) == caller.open)
        #expect(Self.status(try Self.simulator("k"), "/_sim/clock", caller) == caller.keyed)
    }

    @Test(
        "What holds no secret answers everyone",
        arguments: ["/_sim/health", "/_sim/ready", "/_sim/openapi.json", "/insights/v1/cmp/swagger/v1/swagger.json"])
    func open(_ target: String) throws {
        for key in [nil, "k"] {
            let simulator = try Self.simulator(key)
            for caller in Self.callers {
                #expect(Self.status(simulator, target, caller) == 200, "\(caller)")
            }
        }
    }

    @Test(
        "Only the exact spelling is the administration",
        arguments: [
            "/_SIM/clock", "/_Sim/clock", "/%5Fsim/clock", "/_si%6d/clock", "//_sim/clock", "/./_sim/clock",
            "/a/../_sim/clock",
            "/%20_sim/clock", "/_sim%2Fclock", "/_sim", "/_sim?x=/", "\\_sim/clock",
        ])
    func spelling(_ target: String) throws {
        let simulator = try Self.simulator(nil)
        let response = simulator.respond(to: HTTPRequest(.post, target, body: Array(#"{"advance":"P1D"}"#.utf8)))
        #expect(response.status == 404)
        #expect(simulator.now == SandboxHarness.start)
    }

    @Test("The host of an absolute target counts, whatever Host says")
    func absolute() throws {
        let simulator = try Self.simulator(nil)
        let caller = Caller("", [Self.local], 200, 403)
        #expect(Self.status(simulator, "http://localhost:8080/_sim/clock", caller) == 200)
        #expect(Self.status(simulator, "http://evil.example/_sim/clock", caller) == 403)
        #expect(
            Self.status(simulator, "http://localhost:8080/_sim/clock", Caller("", [("Host", "evil.example")], 200, 403))
                == 200)
    }
}
