import Testing

@testable import InsightsHTTP

@Suite("Paths below which a proxy shows the service")
struct BasePathTests {
    @Test(
        "A path is read with or without a slash at its end",
        arguments: [
            ("", ""), ("/", ""), ("/a", "/a"), ("/a/", "/a"), ("/Partner-1/in.sights_~", "/Partner-1/in.sights_~"),
            ("/x/insights", "/x/insights"), ("/insights2", "/insights2"),
        ])
    func reads(_ text: String, _ expected: String) {
        #expect(BasePath(text)?.description == expected)
    }

    @Test(
        "Odd characters, dots, empty segments and the service's own paths are refused",
        arguments: [
            "a", "a/", "//", "/a//b", "//a", "/a//", "/a b", "/a%20b", "/ä", "/a?b", "/a#b", "/.", "/..", "/a/../b",
            "/a;b", "/a\\b", "/a\u{0}", "/a\n", "/insights", "/Insights/x", "/_sim", "/_SIM/x", "/reports",
            "/common", "/organizations", "/consumers", "/a:b", "/a@b", "/a\"",
        ])
    func refuses(_ text: String) {
        #expect(BasePath(text) == nil)
    }

    @Test("A path of 256 bytes is read, one of 257 is refused")
    func limit() {
        #expect(BasePath("/" + String(repeating: "a", count: 255)) != nil)
        #expect(BasePath("/" + String(repeating: "a", count: 256)) == nil)
    }

    @Test(
        "It is removed from the start of a target, whole",
        arguments: [
            ("/a/b/c", "/c"), ("/a/b", "/"), ("/a/b/", "/"), ("/a/b?q=1", "/?q=1"), ("/a/b#f", "/#f"),
            ("/a/bc", "/a/bc"), ("/a", "/a"), ("/", "/"), ("/c/a/b", "/c/a/b"), ("*", "*"), ("", ""),
            ("/A/b/c", "/A/b/c"),
            ("/a/b//c", "//c"), ("http://h/a/b/c?d", "http://h/c?d"), ("http://h/a/b", "http://h/"),
            ("http://h/x", "http://h/x"), ("/a/b%2Fc", "/a/b%2Fc"),
        ])
    func removes(_ target: String, _ expected: String) throws {
        #expect(try #require(BasePath("/a/b")).removed(from: target) == expected)
        #expect(BasePath.root.removed(from: target) == target)
    }
}
