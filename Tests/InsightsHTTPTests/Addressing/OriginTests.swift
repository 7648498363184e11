import Testing

@testable import InsightsHTTP

@Suite("Origins and authorities")
struct OriginTests {
    @Test(
        "An origin is read whole, and written as it is reached",
        arguments: [
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"), ("http://h", "http://h"), ("http://h:80", "http://h"),
            ("HTTPS://Sim.Corp:443", "https://sim.corp"), ("https://sim.corp:8443", "https://sim.corp:8443"),
            ("http://[::1]:8080", "http://[::1]:8080"), ("https://[::1]", "https://[::1]"),
            ("http://h:443", "http://h:443"), ("http://h:65535", "http://h:65535"), ("http://h:1", "http://h:1"),
            ("http://h:0080", "http://h"), ("http://h.example.", "http://h.example"), ("http://a_b-c", "http://a_b-c"),
        ])
    func reads(_ text: String, _ serialization: String) {
        #expect(Origin(text)?.description == serialization)
        #expect(Origin(url: text + "/a?b#c")?.description == serialization)
        #expect(Origin(text) == Origin(serialization))
    }

    @Test(
        "What follows the authority belongs to a URL, not to an origin",
        arguments: [
            ("http://h/", "/"), ("http://h/a", "/a"), ("http://h/?b", "/?b"), ("http://h#c", "#c"),
            ("http://h?b", "?b"),
        ])
    func follows(_ text: String, _ rest: String) {
        #expect(Origin(text) == nil)
        #expect(Origin.split(url: text)?.origin.description == "http://h")
        #expect(Origin.split(url: text)?.rest == rest[...])
    }

    /// Each is refused as an authority too, unless it says nothing about one.
    static let badAuthorities = [
        "", "h:", "h:0", "h:65536", "h:99999999999999999999", "h:+80", "h:-1", "h: 80", "h:80 ", "h:8x", "h:\u{661}",
        "localhost:80:80", "::1", "::1:80", "[::1", "::1]", "[::1].evil", "[::1]evil:80", "[::1]:", "[]", "[h]",
        "[127.0.0.1]", ":80", "user@h", "user:password@h:80", "a b", " h", "h ", "h\t", "h\u{0}", "127.0.0.1\u{0}.evil",
        "a..b", ".", ".a", "ex%61mple", "\u{E9}", "a,b", String(repeating: "a", count: 64),
    ]

    @Test("A text of another form is neither an authority nor an origin", arguments: badAuthorities)
    func refuses(_ text: String) {
        #expect(Authority(text) == nil)
        #expect(Origin("http://" + text) == nil)
        #expect(Origin("https://" + text) == nil)
    }

    @Test(
        "Other schemes and forms are not an origin",
        arguments: [
            "", "h", "h:80", "ftp://h", "http:", "http:/h", "http:h", "//h", "://h", "/http://h", "httpx://h", "null",
        ])
    func schemes(_ text: String) {
        #expect(Origin(text) == nil)
        #expect(Origin(url: text) == nil)
    }

    @Test(
        "An authority is a host and a port",
        arguments: [
            ("h:443", "h", 443), ("h", "h", nil), ("[::1]:80", "::1", 80), ("[::1]", "::1", nil), ("H.:1", "h", 1),
            ("LOCALHOST", "localhost", nil), ("[2001:DB8::1]:65535", "2001:db8::1", 65535),
        ] as [(String, String, Int?)])
    func authorities(_ text: String, _ host: String, _ port: Int?) {
        let authority = Authority(text)
        #expect(authority?.host == host)
        #expect(authority?.port == port)
        #expect(authority.map { Authority($0.description) } == authority)
    }

    @Test(
        "This machine is told by its whole name or address",
        arguments: [
            ("localhost", true), ("LOCALHOST.", true), ("127.0.0.1", true), ("127.255.0.1", true), ("[::1]", true),
            ("[::ffff:127.0.0.1]", true), ("localhost.evil", false), ("127.0.0.1.evil", false), ("128.0.0.1", false),
            ("[::2]", false), ("0.0.0.0", false),
        ])
    func loopback(_ text: String, _ isLoopback: Bool) throws {
        #expect(try #require(Authority(text)).isLoopback == isLoopback)
        #expect(try #require(Origin("https://\(text):1")).isLoopback == isLoopback)
    }

    @Test(
        "An absolute target splits into scheme, authority and the rest",
        arguments: [
            ("http://h/a?b", "http", "h", "/a?b"), ("HTTP://h", "http", "h", "/"), ("ftp://u@h?q", "ftp", "u@h", "/?q"),
            ("http://h#f", "http", "h", "/"), ("http:///a", "http", "", "/a"),
        ])
    func absolute(_ text: String, _ scheme: String, _ authority: String, _ originForm: String) throws {
        let target = try #require(AbsoluteTarget(text))
        #expect(target.scheme == scheme)
        #expect(target.authority == authority[...])
        #expect(target.originForm == originForm)
    }

    @Test("Any other target is none", arguments: ["/a", "/http://h", "*", "h:80", "?a://b", "://h", ""])
    func other(_ text: String) {
        #expect(AbsoluteTarget(text) == nil)
    }
}
