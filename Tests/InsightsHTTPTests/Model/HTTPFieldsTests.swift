import InsightsHTTP
import Testing

struct HTTPFieldsTests {
    private let fields = HTTPFields([
        (name: "Accept", value: "a"), (name: "X-Id", value: "1"), (name: "accept", value: "b"),
    ])

    @Test("Names are compared without regard to case, values are kept in order")
    func lookup() {
        #expect(fields["ACCEPT"] == "a")
        #expect(fields.values(named: "Accept") == ["a", "b"])
        #expect(fields["x-id"] == "1")
        #expect(fields["X-I"] == nil)
        #expect(fields["X-Ie"] == nil)
        #expect(fields.contains("x-ID"))
        #expect(fields.count == 3)
        #expect(fields.firstValueBytes("accept").map(Array.init) == [0x61])
    }

    @Test("Characters that differ by the bit of case are not letters")
    func caseBit() {
        let odd = HTTPFields([(name: "A^", value: "1")])
        #expect(odd["a~"] == nil)
        #expect(odd["a^"] == "1")
    }

    @Test("Setting replaces every field of a name, nil removes them")
    func set() {
        var changed = fields
        changed.set("ACCEPT", to: "c")
        #expect(changed.all.map(\.name) == ["X-Id", "ACCEPT"])
        #expect(changed.all.map(\.value) == ["1", "c"])
        changed.set("X-Id", to: nil)
        #expect(changed.count == 1)
    }

    @Test("Removed fields are not written")
    func removedNotWritten() {
        var changed = fields
        changed.set("Accept", to: nil)
        var output: [UInt8] = []
        ResponseEncoder.appendHead(
            status: 200, fields: changed, framing: .none, persistence: .open, date: nil, to: &output)
        #expect(String(decoding: output, as: UTF8.self) == "HTTP/1.1 200 OK\r\nX-Id: 1\r\n\r\n")
    }

    @Test("Equality ignores the case of names, and nothing else")
    func equality() {
        #expect(HTTPFields([(name: "A", value: "v")]) == HTTPFields([(name: "a", value: "v")]))
        #expect(HTTPFields([(name: "A", value: "v")]) != HTTPFields([(name: "a", value: "V")]))
        #expect(HTTPFields([(name: "A", value: "v")]) != HTTPFields())
    }

    @Test(
        "A value that could be read as two fields becomes one line", arguments: ["a\r\nB: c", "a\n", "a\0", "\u{7F}"])
    func injection(_ value: String) {
        let fields = HTTPFields([(name: "A", value: value)])
        let line = String(value.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) })
        #expect(fields["A"] == line)
        var output: [UInt8] = []
        ResponseEncoder.appendHead(
            status: 200, fields: fields, framing: .none, persistence: .open, date: nil, to: &output)
        #expect(String(decoding: output, as: UTF8.self) == "HTTP/1.1 200 OK\r\nA: \(line)\r\n\r\n")
    }

    @Test("Names and values from outside are checked, and the error does not show the value")
    func checking() throws {
        #expect(try HTTPFields(checking: [("A", "b\tc \u{E9}"), ("B", "")]).count == 2)
        for name in ["", "a b", "a:", "a\n", "\u{E9}"] {
            #expect(throws: HTTPFieldError.invalidName(name)) { try HTTPFields(checking: [(name, "v")]) }
        }
        for value in ["a\nb", "\r", "\0", "\u{1B}[31m", "\u{7F}"] {
            #expect(HTTPFieldValue(value) == nil)
            let error = #expect(throws: HTTPFieldError.self) { try HTTPFields(checking: [("A", value)]) }
            #expect(error == .controlCharacter(field: "A"))
            #expect(error?.description.hasPrefix("the header 'A' has a control character in its value") == true)
        }
        #expect(HTTPFieldError.invalidName("a\u{1B}b").description.contains("'a?b'"))
    }
}
