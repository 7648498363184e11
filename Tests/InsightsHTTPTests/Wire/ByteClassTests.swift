import Testing

@testable import InsightsHTTP

@Suite("Classes of bytes")
struct ByteClassTests {
    @Test("A run of bytes is a field value exactly if each of its bytes may occur in one")
    func fieldValues() {
        for length in [1, 7, 8, 9, 16, 23] {
            for place in 0..<length {
                for byte in UInt8.min...UInt8.max {
                    var bytes = [UInt8](repeating: UInt8(ascii: "x"), count: length)
                    bytes[place] = byte
                    let isValue = bytes.withUnsafeBytes { ByteClass.areFieldValue($0) }
                    #expect(isValue == ByteClass.isFieldValue(byte), "byte \(byte) at \(place) of \(length)")
                    #expect(bytes.withUnsafeBytes { ByteClass.areASCII($0) } == (byte < 0x80))
                }
            }
        }
        #expect([UInt8]().withUnsafeBytes { ByteClass.areFieldValue($0) })
        // A tab must not hide what follows it.
        #expect(!Array("\t\u{1}aaaaaa".utf8).withUnsafeBytes { ByteClass.areFieldValue($0) })
        #expect(Array("\t\u{80}\u{FF}\t\t".utf8).withUnsafeBytes { ByteClass.areFieldValue($0) })
    }

    @Test("Fields are written alike, whether their buffer is as they are sent or not")
    func encoding() throws {
        var built = HTTPFields([(name: "A", value: "1"), (name: "B", value: "2"), (name: "C", value: "3")])
        built.set("B", to: nil)
        built.append("Content-Length", "9")
        built.append("D", "")
        built.set("A", to: "4")
        let parsed = HTTPFields(
            bytes: Array("C:3\r\nD: \r\nConnection: close\r\nA:  4 \r\n".utf8),
            entries: [
                .init(nameStart: 0, nameEnd: 1, valueStart: 2, valueEnd: 3),
                .init(nameStart: 5, nameEnd: 6, valueStart: 8, valueEnd: 8),
                .init(nameStart: 10, nameEnd: 20, valueStart: 22, valueEnd: 27),
                .init(nameStart: 29, nameEnd: 30, valueStart: 33, valueEnd: 34),
            ])
        for fields in [built, parsed] {
            var bytes: [UInt8] = []
            ResponseEncoder.appendHead(
                status: 200, fields: fields, framing: .length(0), persistence: .open, date: nil, to: &bytes)
            #expect(
                String(decoding: bytes, as: UTF8.self)
                    == "HTTP/1.1 200 OK\r\nC: 3\r\nD: \r\nA: 4\r\nContent-Length: 0\r\n\r\n")
        }
    }

    @Test("Output is taken in any steps, through small pieces and a large array")
    func output() {
        let head = Array("head".utf8)
        let content = (0..<20_000).map { UInt8(truncatingIfNeeded: $0) }
        for step in [1, 3, 4, 5, 4096, 19_999, 20_004] {
            var buffer = OutputBuffer()
            buffer.append { $0.append(contentsOf: head) }
            buffer.append(content: content, more: false)
            #expect(buffer.hasLarge)
            var taken: [UInt8] = []
            while !buffer.isEmpty {
                let next = buffer.withRuns { Array((Array($0) + Array($1)).prefix(step)) }
                taken += next
                buffer.take(next.count)
            }
            #expect(taken == head + content)
            #expect(!buffer.hasLarge)
        }
    }
}
