import InsightsFixtures
import InsightsHTTP
import InsightsSimulator
import Testing

@Suite("What a page may change")
struct PageRuleTests {
    private static let own = [("Host", "localhost:8080"), ("Origin", "http://localhost:8080")]
    private static let token = ("x-insights-simulator-page", "t")
    private static let key = ("x-insights-simulator-key", "k")

    /// Headers of a caller, with the status of a change under each rule: none, a token, and read-only.
    static let callers: [(fields: [(String, String)], any: Int, token: Int, readOnly: Int)] = [
        ([], 200, 200, 200), ([("Sec-Fetch-Site", "none")], 200, 200, 200),
        (own, 200, 403, 403), (own + [token], 200, 200, 403),
        (own + [("x-insights-simulator-page", "T")], 200, 403, 403),
        (own + [("x-insights-simulator-page", "")], 200, 403, 403),
        ([("Host", "localhost:8080"), ("Sec-Fetch-Site", "same-origin")], 200, 403, 403),
        ([("Host", "localhost:8080"), ("Sec-Fetch-Site", "same-origin"), token], 200, 200, 403),
        ([("Sec-Fetch-Site", "cross-site"), token], 403, 403, 403), ([("Sec-Fetch-Site", "Same-Site")], 403, 403, 403),
        ([("Host", "localhost:8080"), ("Origin", "http://localhost:3000"), token], 403, 403, 403),
        ([("Host", "localhost:8080"), ("Origin", "null"), token], 403, 403, 403),
    ]

    private static func status(
        _ rule: PageRule, _ fields: [(String, String)], _ method: HTTPMethod, key: String? = nil
    ) throws -> Int {
        let start = try #require(Timestamp("2021-01-06T05:38:34Z"))
        let simulator = Simulator(
            clock: .manual(start), seed: 1, fixtures: try .standard(), administrationKey: key)
        simulator.pageRule = rule
        let body = method == .post ? Array(#"{"advance":"PT1H"}"#.utf8) : []
        let request = HTTPRequest(
            method, "/_sim/clock", fields: HTTPFields(fields.map { (name: $0.0, value: $0.1) }), body: body,
            remoteAddress: "127.0.0.1")
        let code = simulator.respond(to: request).status.code
        let moved = simulator.now != start
        #expect(moved == (method == .post && code == 200))
        return code
    }

    @Test("A page of the same origin needs the token, another origin gets nowhere, and a program needs neither")
    func changes() throws {
        for caller in Self.callers {
            for (rule, expected) in [
                (PageRule.any, caller.any), (.token("t"), caller.token), (.readOnly, caller.readOnly),
            ] {
                #expect(try Self.status(rule, caller.fields, .post) == expected, "\(caller.fields) \(rule)")
            }
        }
    }

    @Test("A page that reads needs no token, and one that has the key has shown enough")
    func others() throws {
        for rule in [PageRule.any, .token("t"), .readOnly] {
            #expect(try Self.status(rule, Self.own, .get) == 200)
            #expect(try Self.status(rule, Self.own, .head) == 200)
            let code = try Self.status(rule, Self.own + [Self.key], .post, key: "k")
            #expect(code == (rule == .readOnly ? 403 : 200))
            #expect(try Self.status(rule, [Self.key], .post, key: "k") == 200)
        }
    }
}
