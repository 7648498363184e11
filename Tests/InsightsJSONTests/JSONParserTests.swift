import InsightsJSON
import Testing

@Suite("JSON parser")
struct JSONParserTests {
    struct Accepted: Sendable, CustomTestStringConvertible {
        let text: String
        let value: JSONValue
        var testDescription: String { text }

        init(_ text: String, _ value: JSONValue) {
            self.text = text
            self.value = value
        }
    }

    static let accepted: [Accepted] = [
        Accepted("null", .null),
        Accepted(" \t\r\n true \n", .bool(true)),
        Accepted("false", .bool(false)),
        Accepted("0", .number("0")),
        Accepted("-0", .number("-0")),
        Accepted("1.50", .number("1.50")),
        Accepted("-12.5e+03", .number("-12.5e+03")),
        Accepted("1E400", .number("1E400")),
        Accepted("123456789012345678901234567890", .number("123456789012345678901234567890")),
        Accepted(#""""#, .string("")),
        Accepted(#""\"\\\/\b\f\n\r\t""#, .string("\"\\/\u{8}\u{C}\n\r\t")),
        Accepted(#""\u0041\u00e9\u20AC""#, .string("Aé€")),
        Accepted(#""\u0000""#, .string("\0")),
        Accepted(#""\ud83d\ude00""#, .string("😀")),
        Accepted(#""\uDBFF\uDFFF""#, .string("\u{10FFFF}")),
        Accepted("\"Göteborg 😀 \u{7F}\"", .string("Göteborg 😀 \u{7F}")),
        Accepted("[]", .array([])),
        Accepted("[ 1 , [ ] , {} ]", .array([.number("1"), .array([]), .object([:])])),
        Accepted("{}", .object([:])),
        Accepted(#"{ "a" : { "b" : [ null ] } }"#, .object(["a": .object(["b": .array([.null])])])),
        Accepted("\u{FEFF}[1]", .array([.number("1")])),
    ]

    @Test("A valid JSON text gives its value", arguments: accepted)
    func accepts(_ accepted: Accepted) throws {
        #expect(try JSONParser.parse(accepted.text) == accepted.value)
    }

    struct Refused: Sendable, CustomTestStringConvertible {
        let text: String
        let line: Int
        let column: Int
        let reason: String
        var testDescription: String { text.debugDescription }

        init(_ text: String, _ line: Int, _ column: Int, _ reason: String) {
            self.text = text
            self.line = line
            self.column = column
            self.reason = reason
        }
    }

    static let refused: [Refused] = [
        Refused("", 1, 1, "expected a value, found the end"),
        Refused("  ", 1, 3, "expected a value, found the end"),
        Refused("nul", 1, 1, "expected a value"),
        Refused("True", 1, 1, "expected a value"),
        Refused("1 2", 1, 3, "unexpected text after the value"),
        Refused("01", 1, 2, "unexpected text after the value"),
        Refused("+1", 1, 1, "expected a value"),
        Refused(".5", 1, 1, "expected a value"),
        Refused("-", 1, 2, "expected a digit"),
        Refused("1.", 1, 3, "expected a digit"),
        Refused("1e+", 1, 4, "expected a digit"),
        Refused("NaN", 1, 1, "expected a value"),
        Refused("[1,]", 1, 4, "expected a value"),
        Refused("[1 2]", 1, 4, "expected ',' or ']'"),
        Refused("[1", 1, 3, "expected ',' or ']'"),
        Refused("[\n  1,\n  x\n]", 3, 3, "expected a value"),
        Refused("{\n  \"a\": 1,\n}", 3, 1, "expected a member name in double quotes"),
        Refused("{a:1}", 1, 2, "expected a member name in double quotes"),
        Refused(#"{"a" 1}"#, 1, 6, "expected ':' after the member name"),
        Refused(#"{"a":1;"b":2}"#, 1, 7, "expected ',' or '}'"),
        Refused("// note\n1", 1, 1, "expected a value"),
        Refused("'a'", 1, 1, "expected a value"),
        Refused("“a”", 1, 1, "expected a value"),
        Refused(#""a"#, 1, 3, "the string does not end"),
        Refused(#""a\"#, 1, 4, "the string does not end"),
        Refused("\"a\nb\"", 1, 3, "control characters in strings must be escaped"),
        Refused("\"a\0b\"", 1, 3, "control characters in strings must be escaped"),
        Refused(#""\x41""#, 1, 3, "unknown escape in a string"),
        Refused(#""\u12G4""#, 1, 6, "expected four hexadecimal digits"),
        Refused(#""\u12"#, 1, 4, "expected four hexadecimal digits"),
        Refused(#""\ud83d""#, 1, 8, "a high surrogate needs a low one after it"),
        Refused(#""\ud83d\n""#, 1, 8, "a high surrogate needs a low one after it"),
        Refused(#""\ud83d\u0041""#, 1, 14, "a high surrogate needs a low one after it"),
        Refused(#""\ude00""#, 1, 8, "a low surrogate needs a high one before it"),
    ]

    @Test("An invalid JSON text is refused with its place and reason", arguments: refused)
    func refuses(_ refused: Refused) {
        let error = #expect(throws: JSONError.self) { try JSONParser.parse(refused.text) }
        #expect(error?.line == refused.line)
        #expect(error?.column == refused.column)
        #expect(error?.reason == refused.reason)
        #expect(error?.description == "line \(refused.line), column \(refused.column): \(refused.reason)")
    }

    @Test(
        "Bytes that are not UTF-8 are refused",
        arguments: [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82]] as [[UInt8]])
    func refusesOtherEncodings(_ bytes: [UInt8]) {
        let error = #expect(throws: JSONError.self) { try JSONParser.parse([0x22] + bytes + [0x22]) }
        #expect(error?.reason == "the string is not UTF-8")
    }

    @Test("Values nest as deep as the limit and no deeper", arguments: [("[", "]"), (#"{"a":"#, "}")])
    func limitsDepth(_ opening: String, _ closing: String) throws {
        func nested(_ depth: Int) -> String {
            String(repeating: opening, count: depth) + "1" + String(repeating: closing, count: depth)
        }
        #expect(throws: Never.self) { try JSONParser.parse(nested(JSONParser.maximumDepth)) }
        let error = #expect(throws: JSONError.self) { try JSONParser.parse(nested(JSONParser.maximumDepth + 1)) }
        #expect(error?.reason == "nested deeper than 64 levels")
        #expect(error?.offset == JSONParser.maximumDepth * opening.utf8.count)
    }

    @Test("Siblings do not add to the depth")
    func siblingsAreNotDeep() {
        let text = "[" + Array(repeating: "[[]]", count: 200).joined(separator: ",") + "]"
        #expect(throws: Never.self) { try JSONParser.parse(text) }
    }

    @Test("Members keep their order and their duplicates, and the last one counts")
    func keepsMembers() throws {
        let value = try JSONParser.parse(#"{"b":1,"a":2,"b":3,"B":4}"#)
        #expect(value.object?.keys == ["b", "a", "b", "B"])
        #expect(value["b"]?.integer == 3)
        #expect(value.object?.value(caseInsensitively: "B")?.integer == 4)
        #expect(value["c"] == nil)
    }

    @Test("A text cut anywhere is refused, never read past its end")
    func refusesEveryPrefix() throws {
        let text = Array(#"{"a":[1.5e3,"x\u00e9\ud83d\ude00",true,null],"b":{"c":"é"}}"#.utf8)
        for length in 0..<text.count {
            #expect(throws: JSONError.self) { try JSONParser.parse(Array(text.prefix(length))) }
        }
        #expect(throws: Never.self) { try JSONParser.parse(text) }
    }
}
