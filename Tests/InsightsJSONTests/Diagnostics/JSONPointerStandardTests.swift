import InsightsJSON
import Testing

@Suite("JSON pointers (RFC 6901)")
struct JSONPointerStandardTests {
    /// The example of section 5.
    private static let document =
        #"{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8}"#

    private static let places: [(String, String?)] = [
        ("/foo", #"["bar","baz"]"#), ("/foo/0", #""bar""#), ("/", "0"), ("/a~1b", "1"), ("/c%d", "2"), ("/e^f", "3"),
        ("/g|h", "4"), (#"/i\j"#, "5"), (#"/k"l"#, "6"), ("/ ", "7"), ("/m~0n", "8"), ("/foo/2", nil), ("/foo/-", nil),
        ("/foo/00", nil), ("/foo/+1", nil), ("/foo/-0", nil), ("/none", nil), ("/foo/0/x", nil),
    ]

    @Test("The values of the standard's example", arguments: places)
    func value(_ text: String, _ value: String?) throws {
        let pointer = try #require(JSONPointer(parsing: text))
        let found = pointer.value(in: try JSONParser.parse(Self.document))
        #expect(found.map { String(decoding: JSONWriter.encode($0), as: UTF8.self) } == value)
        #expect(pointer.description == text)
    }

    @Test("The whole document")
    func whole() throws {
        let document = try JSONParser.parse(Self.document)
        #expect(JSONPointer(parsing: "")?.value(in: document) == document)
    }

    @Test("Texts that are not pointers", arguments: ["foo", "#/foo", "/a~2", "/a~"])
    func malformed(_ text: String) {
        #expect(JSONPointer(parsing: text) == nil)
    }

    @Test("~01 is ~1, not a slash")
    func escapedEscape() {
        #expect(JSONPointer(parsing: "/~01")?.tokens == ["~1"])
    }
}
