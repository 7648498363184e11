import InsightsJSON
import Testing

@Suite("JSON writer")
struct JSONWriterTests {
    @Test(
        "A parsed text is written back",
        arguments: [
            "null", "true", "false", "0", "-0", "1.50", "-12.5e+03", "123456789012345678901234567890", "\"\"",
            #""quote \" backslash \\ line\n\r\t""#, "\"Göteborg 😀\"", "[]", "{}", "[1,[],{},\"a\"]",
            #"{"b":1,"a":{"c":[null,true]},"b":2}"#, #"{"":""}"#,
        ])
    func roundTrips(_ text: String) throws {
        let value = try JSONParser.parse(text)
        #expect(String(decoding: JSONWriter.encode(value), as: UTF8.self) == text)
        #expect(try JSONParser.parse(JSONWriter.pretty(value)) == value)
    }

    @Test("Control characters are escaped, slashes and other letters are not")
    func escapes() {
        let written = JSONWriter.encode(.string("\u{0}\u{1F}\u{7F}/é\u{2028}"))
        #expect(String(decoding: written, as: UTF8.self) == "\"\\u0000\\u001f\\u007f/é\u{2028}\"")
    }

    @Test("A byte that must be escaped is found wherever it is")
    func escapesEverywhere() throws {
        let bytes = Array(0..<0x80 as Range<UInt8>)
        for byte in bytes {
            for length in 0..<20 {
                for place in 0...length {
                    let around = [UInt8](repeating: UInt8(ascii: "!"), count: place) + [byte]
                    let text = String(
                        decoding: around + [UInt8](repeating: UInt8(ascii: "~"), count: length - place), as: UTF8.self)
                    let written = JSONWriter.encode(.string(text))
                    #expect(try JSONParser.parse(written) == .string(text))
                    let isEscaped = byte < 0x20 || byte == 0x7F || byte == 0x22 || byte == 0x5C
                    #expect((written.count > length + 3) == isEscaped)
                }
            }
        }
    }

    @Test("Integers are written as Swift writes them", arguments: [0, 7, -7, 10, 99, -100, .max, .min])
    func integers(_ number: Int) {
        var writer = JSONWriter()
        writer.integer(number)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "\(number)")
    }

    @Test("Calls write members and elements with commas between them")
    func writesInOrder() {
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("a")
            writer.integer(1)
            writer.key("b")
            writer.array { writer in
                writer.string("x")
                writer.bool(false)
                writer.object { _ in }
                writer.array { _ in }
                writer.null()
            }
            writer.key("c")
            writer.value(.object(["d": .number("1.0")]))
            writer.key("e")
            writer.string(nil)
            writer.key("f")
            writer.raw("2.50")
        }
        let expected = #"{"a":1,"b":["x",false,{},[],null],"c":{"d":1.0},"e":null,"f":2.50}"#
        #expect(String(decoding: writer.bytes, as: UTF8.self) == expected)
    }

    @Test("The readable form has a line per member and two blanks per level")
    func writesPretty() {
        let value: JSONValue = .object(["a": .array([.integer(1), .object([:])]), "b": .object(["c": .null])])
        let expected = """
            {
              "a": [
                1,
                {}
              ],
              "b": {
                "c": null
              }
            }
            """
        #expect(JSONWriter.pretty(value) == expected)
    }
}
