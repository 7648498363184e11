import Testing

@testable import InsightsHTTP

@Suite("Whom to believe about a request")
struct TrustedProxiesTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let peer: String?
        let fields: [(String, String)]
        let expected: String

        init(_ text: String, from peer: String? = "10.0.0.1", _ fields: [(String, String)], _ expected: String) {
            testDescription = text
            self.peer = peer
            self.fields = fields
            self.expected = expected
        }
    }

    private static let trusted = TrustedProxies(["10.0.0.0/8", "::1", "unix:"])

    /// Returns a decision as `client host scheme prefix`, or in words.
    private static func text(_ decision: TrustedProxies.Decision?) -> String {
        switch decision {
        case nil, .none?: "none"
        case .ignored(let reason): "ignored: \(reason)"
        case .believed(let statement):
            [
                statement.client, statement.host?.description, statement.scheme?.rawValue,
                statement.prefix.map { $0.isRoot ? "/" : $0.description },
            ].map { $0 ?? "-" }.joined(separator: " ")
        }
    }

    static let rows = [
        Row("no header", [("Via", "1.1 proxy"), ("X-Real-IP", "192.0.2.7")], "none"),
        Row("one proxy", [("X-Forwarded-For", "192.0.2.7")], "192.0.2.7 - - -"),
        Row(
            "one proxy, all fields",
            [
                ("x-forwarded-for", "192.0.2.7"), ("X-FORWARDED-HOST", "Sim.Example:8443"),
                ("X-Forwarded-Proto", "HTTPS"),
                ("X-Forwarded-Prefix", "/a/b/"),
            ], "192.0.2.7 sim.example:8443 https /a/b"),
        Row("one proxy that the client lies to", [("X-Forwarded-For", "127.0.0.1, 192.0.2.7")], "192.0.2.7 - - -"),
        Row("two proxies", [("X-Forwarded-For", "192.0.2.7, 10.0.0.9")], "192.0.2.7 - - -"),
        Row(
            "two proxies, of which the first lies", [("X-Forwarded-For", "127.0.0.1, 192.0.2.7, 10.0.0.9")],
            "192.0.2.7 - - -"),
        Row("only proxies", [("X-Forwarded-For", "10.0.0.8, 10.0.0.9")], "10.0.0.8 - - -"),
        Row("two lines", [("X-Forwarded-For", "192.0.2.7"), ("X-Forwarded-For", "10.0.0.9")], "192.0.2.7 - - -"),
        Row("an address with a port", [("X-Forwarded-For", "192.0.2.7:4711")], "192.0.2.7 - - -"),
        Row("IPv6", [("X-Forwarded-For", "2001:DB8::1")], "2001:db8::1 - - -"),
        Row("IPv6 with a port", [("X-Forwarded-For", "[2001:db8::1]:4711")], "2001:db8::1 - - -"),
        Row("a client that is hidden", [("X-Forwarded-For", "unknown")], "- - - -"),
        Row("a hidden one in between", [("X-Forwarded-For", "192.0.2.7, unknown, 10.0.0.9")], "- - - -"),
        Row(
            "hosts of two proxies: the last is certain", [("X-Forwarded-Host", "evil.example, sim.example")],
            "- sim.example - -"),
        Row("schemes of two proxies", [("X-Forwarded-Proto", "http,https")], "- - https -"),
        Row("an empty path", [("X-Forwarded-Prefix", "/")], "- - - /"),
        Row("empty fields", [("X-Forwarded-Host", ""), ("X-Forwarded-For", " , ")], "- - - -"),
        Row(
            "the standard field", [("Forwarded", "for=192.0.2.7;host=sim.example;proto=https")],
            "192.0.2.7 sim.example https -"),
        Row(
            "the standard field of two proxies",
            [("Forwarded", "for=192.0.2.7;host=sim.example;proto=https, for=10.0.0.9;host=inner;proto=http")],
            "192.0.2.7 sim.example https -"),
        Row(
            "the standard field of two proxies, where the client lies",
            [
                (
                    "Forwarded",
                    "for=127.0.0.1;host=evil.example, for=192.0.2.7;proto=https, for=10.0.0.9;host=sim.example"
                )
            ],
            "192.0.2.7 sim.example https -"),
        Row(
            "the standard field with a path", [("Forwarded", "host=sim.example"), ("X-Forwarded-Prefix", "/a")],
            "- sim.example - /a"),
        Row(
            "both kinds that agree",
            [("Forwarded", "for=192.0.2.7;host=h"), ("X-Forwarded-Host", "h"), ("X-Forwarded-For", "192.0.2.7")],
            "192.0.2.7 h - -"),
        Row(
            "both kinds that differ", [("Forwarded", "host=evil.example"), ("X-Forwarded-Host", "sim.example")],
            "ignored: X-Forwarded-Host: found 'sim.example'; expected the value of Forwarded, 'evil.example'"),
        Row("a Unix socket", from: "unix:", [("X-Forwarded-For", "192.0.2.7")], "192.0.2.7 - - -"),
        Row("loopback in IPv6", from: "::1", [("X-Forwarded-For", "192.0.2.7")], "192.0.2.7 - - -"),
        Row("a mapped address", from: "::ffff:10.0.0.1", [("X-Forwarded-For", "192.0.2.7")], "192.0.2.7 - - -"),
        Row(
            "an untrusted peer", from: "192.0.2.9", [("X-Forwarded-For", "127.0.0.1")],
            "ignored: 192.0.2.9 is no trusted proxy; '--trusted-proxy' names one"),
        Row(
            "in process", from: nil, [("X-Forwarded-Host", "h")],
            "ignored: the caller is no trusted proxy; '--trusted-proxy' names one"),
        Row(
            "a text for an address", [("X-Forwarded-For", "<script>")],
            "ignored: X-Forwarded-For: found '<script>'; expected addresses, separated by commas"),
        Row(
            "a URL for a host", [("X-Forwarded-Host", "https://h")],
            "ignored: X-Forwarded-Host: found 'https://h'; expected a host with or without a port"),
        Row(
            "another scheme", [("X-Forwarded-Proto", "wss")],
            "ignored: X-Forwarded-Proto: found 'wss'; expected http or https"),
        Row(
            "an odd path", [("X-Forwarded-Prefix", "/a b")],
            "ignored: X-Forwarded-Prefix: found '/a b'; expected \(BasePath.accepted)"),
        Row(
            "a broken standard field", [("Forwarded", "for=10.0.0.1 x"), ("X-Forwarded-Host", "h")],
            "ignored: Forwarded: found 'for=10.0.0.1 x'; expected ';' or ',' after a value"),
    ]

    @Test("The headers of a request say what trusted proxies state", arguments: rows)
    func decides(_ row: Row) {
        let fields = HTTPFields(row.fields.map { (name: $0.0, value: $0.1) })
        #expect(Self.text(Self.trusted?.decide(peer: row.peer, fields)) == row.expected)
    }

    @Test("32 addresses are read, 33 are not")
    func limit() {
        func decision(_ count: Int) -> String {
            let value = Array(repeating: "10.0.0.9", count: count).joined(separator: ",")
            return Self.text(Self.trusted?.decide(peer: "::1", HTTPFields([(name: "X-Forwarded-For", value: value)])))
        }
        #expect(decision(32) == "10.0.0.9 - - -")
        #expect(decision(33).contains("found 'more than 32 addresses'; expected at most 32"))
    }

    @Test(
        "Only addresses, networks and unix: can be trusted",
        arguments: ["", "localhost", "10.0.0.0/33", "unix", "unix:/x", "*"])
    func refuses(_ text: String) {
        #expect(TrustedProxies(["10.0.0.1", text]) == nil)
    }

    struct Restored: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var fields: [(String, String)] = []
        var target = "/x"
        var basePath = ""
        var hasPublicURL = false
        let base: String?
        var host = "inner:9500"
        var left = "/x"
    }

    @Test(
        "A request is passed on as its client made it",
        arguments: [
            Restored(testDescription: "without headers", base: nil),
            Restored(testDescription: "with a base path", target: "/b/x?y", basePath: "/b", base: nil, left: "/x?y"),
            Restored(testDescription: "with a base path that the proxy removed", basePath: "/b", base: nil),
            Restored(
                testDescription: "host", fields: [("X-Forwarded-Host", "sim.example")], base: "http://sim.example",
                host: "sim.example"),
            Restored(
                testDescription: "host and scheme", fields: [("Forwarded", "host=\"sim.example:443\";proto=https")],
                base: "https://sim.example", host: "sim.example:443"),
            Restored(testDescription: "scheme", fields: [("X-Forwarded-Proto", "https")], base: "https://inner:9500"),
            Restored(
                testDescription: "scheme, with a public URL", fields: [("X-Forwarded-Proto", "https")],
                hasPublicURL: true, base: nil),
            Restored(
                testDescription: "host, with a public URL and its path", fields: [("X-Forwarded-Host", "h")],
                target: "/b/x", basePath: "/b", hasPublicURL: true, base: "http://h/b", host: "h"),
            Restored(
                testDescription: "path that was removed", fields: [("X-Forwarded-Prefix", "/p")],
                base: "http://inner:9500/p"),
            Restored(
                testDescription: "path that was not removed", fields: [("X-Forwarded-Prefix", "/p")], target: "/p/x",
                base: "http://inner:9500/p"),
            Restored(testDescription: "client alone", fields: [("X-Forwarded-For", "192.0.2.7")], base: nil),
        ])
    func restores(_ row: Restored) throws {
        let handler = ProxyHeadersHandler(
            NoHandler(), trusted: Self.trusted, basePath: try #require(BasePath(row.basePath)),
            hasPublicURL: row.hasPublicURL)
        let fields = [("Host", "inner:9500")] + row.fields
        let request = handler.restored(
            HTTPRequest(
                .get, row.target, fields: HTTPFields(fields.map { (name: $0.0, value: $0.1) }),
                remoteAddress: "10.0.0.1"))
        #expect(request.target == row.left)
        #expect(request.fields.values(named: "Host") == [row.host])
        #expect(request.forwarding?.base == row.base)
        #expect(request.isSecure == (row.base?.hasPrefix("https") == true || row.fields.contains { $0.1 == "https" }))
        #expect((request.forwarding == nil) == row.fields.isEmpty)
        if !row.fields.isEmpty { #expect(request.forwarding?.note == "by 10.0.0.1, which called 'inner:9500'") }
        #expect(request.remoteAddress == (row.fields.contains { $0.1 == "192.0.2.7" } ? "192.0.2.7" : "10.0.0.1"))
    }

    @Test(
        "A client is on this machine if a trusted proxy states so, and not by what another one states",
        arguments: [
            ("10.0.0.1", "X-Forwarded-For", "127.0.0.1", true), ("10.0.0.1", "X-Forwarded-For", "192.0.2.7", false),
            ("10.0.0.1", "Forwarded", "for=\"[::1]\"", true), ("::1", "X-Forwarded-Host", "localhost", false),
            ("::1", "X-Forwarded-For", "unknown", false), ("192.0.2.9", "X-Forwarded-For", "127.0.0.1", false),
            ("127.0.0.1", "X-Forwarded-For", "127.0.0.1", false), ("127.0.0.1", "Accept", "*/*", true),
        ])
    func thisMachine(_ peer: String, _ name: String, _ value: String, _ isHere: Bool) {
        let handler = ProxyHeadersHandler(NoHandler(), trusted: Self.trusted)
        let request = handler.restored(
            HTTPRequest(.get, "/x", fields: HTTPFields([(name: name, value: value)]), remoteAddress: peer))
        #expect(request.isFromThisMachine == isHere)
        // The administration asks whether a proxy is in between at all.
        #expect(request.isFromLoopback == (name == "Accept"))
    }

    private struct NoHandler: HTTPHandler {
        func handle(_ request: HTTPRequest) -> HTTPReply { .response(HTTPResponse(200)) }
    }
}
