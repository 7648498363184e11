import InsightsHTTP
import Testing

@Suite("Request target")
struct RequestTargetTests {
    struct Target: Sendable, CustomTestStringConvertible {
        let text: String
        let segments: [String]
        let query: String
        var testDescription: String { text.debugDescription }

        init(_ text: String, _ segments: [String], _ query: String = "") {
            self.text = text
            self.segments = segments
            self.query = query
        }
    }

    @Test(
        "A target is split into segments and query",
        arguments: [
            Target("/", []), Target("", []), Target("*", ["*"]), Target("/a/b", ["a", "b"]),
            Target("/a/b/", ["a", "b"]),
            Target("//a///b", ["a", "b"]), Target("/a?x=1", ["a"], "x=1"), Target("/a?", ["a"]),
            Target("?x=1", [], "x=1"),
            Target("/a?x=1?y=2", ["a"], "x=1?y=2"), Target("/a?x=/b", ["a"], "x=/b"),
            // A target has no fragment; everything from its mark on is dropped.
            Target("/a#b", ["a"]), Target("/a#b?x=1", ["a"]), Target("/a?x=1#b", ["a"], "x=1"), Target("#", []),
            // Segments are decoded once, after they were split.
            Target("/a%2Fb/c", ["a/b", "c"]), Target("/a%252Fb", ["a%2Fb"]), Target("/a+b", ["a+b"]),
            Target("/a%3Fx=1", ["a?x=1"]), Target("/%41%6f", ["Ao"]), Target("/caf%C3%A9", ["café"]),
            Target("/%", ["%"]), Target("/%2", ["%2"]), Target("/%zz", ["%zz"]), Target("/%FF", ["\u{FFFD}"]),
            Target("/a/%20b%20/c", ["a", "b", "c"]), Target("/a/ b/%20/%09", ["a", "b"]),
            // The absolute form, as clients send it to a proxy.
            Target("http://host/a?x=1", ["a"], "x=1"), Target("https://host:443/a/b", ["a", "b"]),
            Target("http://host", []), Target("http://host/", []), Target("http://host?x=1", [], "x=1"),
            Target("http://host?x=/a/b", [], "x=/a/b"), Target("http://host#/a", []),
            Target("http://host/a?u=http://other/b", ["a"], "u=http://other/b"),
            Target("/a?u=http://other/b", ["a"], "u=http://other/b"), Target("/http://host/a", ["http:", "host", "a"]),
            // A character is the same with a combining mark after it.
            Target("/a?\u{301}x=1", ["a"], "\u{301}x=1"), Target("http://host/\u{301}a", ["\u{301}a"]),
        ])
    func splits(_ target: Target) {
        let parsed = RequestTarget(parsing: target.text)
        #expect(parsed.segments == target.segments)
        #expect(Array(parsed.query.utf8) == Array(target.query.utf8))
    }

    @Test("The query's parameters are read")
    func parameters() {
        let target = RequestTarget(parsing: "/a?x=1&y=%20a+b")
        #expect(target.parameters["X"] == "1")
        #expect(target.parameters["y"] == "a b")
    }

    @Test(
        "Texts lose blanks at both ends, whatever is next to them",
        arguments: [
            ("", ""), (" ", ""), ("a", "a"), (" a b ", "a b"), ("\t\r\n\u{B}\u{C}a\r\n", "a"), ("é ", "é"),
            (" 😀\t", "😀"),
            ("\u{A0}a\u{A0}", "\u{A0}a\u{A0}"), (" \u{301}a", "\u{301}a"), ("\u{600} ", "\u{600}"),
            ("a\u{301} ", "a\u{301}"),
        ])
    func trims(_ text: String, _ trimmed: String) {
        #expect(Array(text.trimmingBlanks().utf8) == Array(trimmed.utf8))
    }
}
