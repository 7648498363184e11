import InsightsAPI
import Testing

@Suite("Gunzip")
struct GunzipTests {
    /// "hello, hello, hello" and a line feed.
    static let hello: [UInt8] = [
        0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0xFF, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0xD7,
        0x51, 0xC8, 0x40, 0xA2, 0xB8, 0x00, 0xE7, 0x42, 0x6E, 0x52, 0x14, 0x00, 0x00, 0x00,
    ]
    /// Nothing.
    static let empty: [UInt8] = [
        0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0xFF, 0x03, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x00, 0x00, 0x00, 0x00,
    ]
    /// 300,000 zeros: more than one piece of output, of 325 bytes.
    static let zeros: [UInt8] =
        [
            0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0xFF, 0xED, 0xC1, 0x01, 0x0D, 0x00, 0x00,
            0x00, 0xC2, 0xA0, 0xF7, 0x4F, 0x6D, 0x0F, 0x07, 0x14,
        ] + [UInt8](repeating: 0, count: 290) + [0xFC, 0x18, 0xFB, 0xE2, 0xB2, 0xF6, 0xE0, 0x93, 0x04, 0x00]

    @Test("A whole file is unpacked")
    func unpacks() throws {
        #expect(try Gunzip.unpack(Self.hello) == Array("hello, hello, hello\n".utf8))
        #expect(try Gunzip.unpack(Self.empty) == [])
        #expect(try Gunzip.unpack(Self.zeros) == [UInt8](repeating: 0, count: 300_000))
    }

    @Test("A file of several members unpacks to all of them in order (RFC 1952 section 2.2)")
    func members() throws {
        #expect(
            try Gunzip.unpack(Self.hello + Self.empty + Self.hello)
                == Array("hello, hello, hello\nhello, hello, hello\n".utf8))
    }

    @Test("Content at the limit is unpacked, one byte more is refused, and no more than a piece is made of it")
    func limit() {
        #expect(throws: Never.self) { try Gunzip.unpack(Self.zeros, limit: 300_000) }
        #expect(throws: Gunzip.Failure.tooLarge(limit: 299_999)) { try Gunzip.unpack(Self.zeros, limit: 299_999) }
        #expect(
            Gunzip.Failure.tooLarge(limit: 7).description == "larger than the limit of 7 bytes when it is unpacked")
        // A bomb of many members.
        let bomb = Array(repeatElement(Self.zeros, count: 10_000).joined())
        #expect(throws: Gunzip.Failure.tooLarge(limit: 1 << 20)) { try Gunzip.unpack(bomb, limit: 1 << 20) }
        #expect(Gunzip.defaultLimit == 268_435_456)
    }

    @Test("A file cut anywhere is truncated")
    func truncated() {
        for count in 0..<Self.hello.count {
            #expect(throws: Gunzip.Failure.truncated, "\(count)") { try Gunzip.unpack(Array(Self.hello.prefix(count))) }
        }
        #expect(throws: Gunzip.Failure.truncated) { try Gunzip.unpack(Self.hello + Self.hello.dropLast()) }
    }

    @Test("A file with a wrong byte in its magic number, data, checksum or length is corrupt")
    func corrupt() {
        for index in [0, 1, 2, Self.hello.count - 8, Self.hello.count - 1] {
            var altered = Self.hello
            altered[index] ^= 0x55
            #expect(throws: Gunzip.Failure.corrupt, "\(index)") { try Gunzip.unpack(altered) }
        }
        #expect(throws: Gunzip.Failure.corrupt) { try Gunzip.unpack(Array("plain text".utf8)) }
        #expect(throws: Gunzip.Failure.corrupt) { try Gunzip.unpack(Self.hello + Array("rest".utf8)) }
    }

    @Test("A file with one wrong bit fails, or unpacks to the same if the bit is in an unchecked field")
    func anything() {
        var unpacked = 0
        for index in Self.hello.indices {
            for bit in 0..<8 {
                var altered = Self.hello
                altered[index] ^= 1 << UInt8(bit)
                guard let bytes = try? Gunzip.unpack(altered) else { continue }
                unpacked += 1
                #expect(bytes == Array("hello, hello, hello\n".utf8), "byte \(index), bit \(bit)")
            }
        }
        // Time, extra flags and system, and whether the content is text (RFC 1952 section 2.3.1).
        #expect(unpacked == 6 * 8 + 1)
    }
}
