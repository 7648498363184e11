import InsightsHTTP
import TestSupport
import Testing

@Suite("Plain path")
struct PlainPathTests {
    private func segments(_ path: PlainPath) -> [String] { (0..<path.count).map(path.segment) }

    @Test(
        "A path of printable ASCII is split without decoding",
        arguments: [
            ("/", []), ("/a", ["a"]), ("//a//B/", ["a", "B"]), ("/a?x=%20/b", ["a"]), ("/a#b", ["a"]), ("/?", []),
            ("/1/2/3/4/5/6/7", ["1", "2", "3", "4", "5", "6", "7"]),
        ] as [(String, [String])])
    func splits(_ target: String, _ expected: [String]) throws {
        #expect(segments(try #require(RequestTarget(parsing: target).plainPath)) == expected)
    }

    @Test(
        "Any other target is left to the general case",
        arguments: [
            "", "*", "a", "http://host/a", "/%41", "/a b", "/a\u{7F}", "/caf\u{E9}", "/1/2/3/4/5/6/7/8",
            "/" + String(repeating: "x", count: 65_535),
        ])
    func leaves(_ target: String) {
        #expect(RequestTarget(parsing: target).plainPath == nil)
    }

    @Test("At the greatest length a path is plain")
    func longest() throws {
        let name = String(repeating: "x", count: 65_534)
        #expect(segments(try #require(RequestTarget(parsing: "/" + name).plainPath)) == [name])
    }

    @Test("Names match in any letter case, and as a whole")
    func names() throws {
        let path = try #require(RequestTarget(parsing: "/PAUSE/pauses/paus/p@use").plainPath)
        #expect((0..<4).map { path.matches($0, "pause") } == [true, false, false, false])
    }

    @Test("Random targets have the segments of the general case, or are left to it")
    func random() {
        var generator = SeededGenerator(seed: 12)
        let pieces = [
            "/", "/", "a", "B", "%41", "%2f", "?", "#", " ", "\u{212A}", "insights", "v1", "cmp", "+", ";", "%",
        ]
        var plain = 0
        for _ in 0..<20_000 {
            let target = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
                pieces.randomElement(using: &generator) ?? ""
            }
            .joined()
            let parsed = RequestTarget(parsing: target)
            guard let path = parsed.plainPath else { continue }
            plain += 1
            #expect(segments(path) == parsed.segments, "\(target.debugDescription)")
        }
        #expect(plain > 500)
    }

    @Test(
        "Texts are equal in any letter case exactly if their lower cases are",
        arguments: [
            "", "a", "A", "ab", "aB", "k", "\u{212A}", "\u{E9}", "E\u{301}", "e\u{301}", "\u{C9}", "@", "`", "[", "{",
        ])
    func ignoringCase(_ left: String) {
        for right in ["", "a", "A", "Ab", "K", "\u{212A}", "\u{E9}", "\u{C9}", "`", "@", "{", "["] {
            #expect(left.equalsIgnoringCase(right) == (left.lowercased() == right.lowercased()), "\(right)")
        }
    }
}
