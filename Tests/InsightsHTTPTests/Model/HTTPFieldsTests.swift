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

    @Test("A field that could be read as two ends the program", arguments: ["a\r\nB: c", "a\n", "a\0"])
    func injection(_ value: String) async {
        await #expect(processExitsWith: .failure) { [value] in
            _ = HTTPFields([(name: "A", value: value)])
        }
    }
}
