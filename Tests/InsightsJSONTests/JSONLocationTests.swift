import InsightsJSON
import Testing

@Suite("Place of a JSON value")
struct JSONLocationTests {
    static let text = """
        {
          "a": 1, "a": 2,
          "list": [
            10,
            { "x": [],
              "y": {"z": "é"} }, 12
          ]
        }
        """

    struct Case: Sendable, CustomTestStringConvertible {
        let path: [Int]
        let line: Int
        let column: Int
        var testDescription: String { path.description }
    }

    static let cases = [
        Case(path: [], line: 1, column: 1), Case(path: [0], line: 2, column: 3), Case(path: [1], line: 2, column: 11),
        Case(path: [2], line: 3, column: 3), Case(path: [2, 0], line: 4, column: 5),
        Case(path: [2, 1], line: 5, column: 5), Case(path: [2, 1, 0], line: 5, column: 7),
        Case(path: [2, 1, 1], line: 6, column: 7), Case(path: [2, 1, 1, 0], line: 6, column: 13),
        Case(path: [2, 2], line: 6, column: 27),
    ]

    @Test("A path of positions leads to the line and column of its value", arguments: cases)
    func locates(_ place: Case) {
        let location = JSONParser.location(of: place.path, in: Array(Self.text.utf8))
        #expect(location?.line == place.line)
        #expect(location?.column == place.column)
    }

    @Test("A path without a value has no place", arguments: [[3], [2, 3], [0, 0], [2, 1, 0, 0], [-1]])
    func locatesNothing(_ path: [Int]) {
        #expect(JSONParser.location(of: path, in: Array(Self.text.utf8)) == nil)
    }

    @Test("A text that is not JSON has no places after its mistake")
    func refusesMistakes() {
        #expect(JSONParser.location(of: [1], in: Array("[x, 1]".utf8)) == nil)
        #expect(JSONParser.location(of: [0], in: []) == nil)
        #expect(JSONParser.location(of: [0], in: Array("{".utf8)) == nil)
        #expect(JSONParser.location(of: [0], in: Array(#"{"a"#.utf8)) == nil)
    }
}
