import InsightsHTTP
import Testing

struct RequestParsingTests {
    @Test("An accepted request is read the same whole, byte by byte and split anywhere", arguments: acceptedRequests)
    func accepted(_ request: AcceptedRequest) {
        let expected = ReadOutcome(requests: [request.expected])
        #expect(read(request.bytes) == expected)
        #expect(readByteByByte(request.bytes) == expected)
        for offset in 0...request.bytes.count {
            #expect(read(request.bytes, splitAt: offset) == expected, "split at \(offset)")
        }
    }

    @Test("Ten accepted requests in a row are read as ten", arguments: acceptedRequests)
    func pipelined(_ request: AcceptedRequest) {
        let wire = Array(repeatElement(request.bytes, count: 10).joined())
        let expected = ReadOutcome(requests: Array(repeating: request.expected, count: 10))
        #expect(read(wire) == expected)
        #expect(readByteByByte(wire) == expected)
    }

    @Test("No accepted request is read before its last byte", arguments: acceptedRequests)
    func incomplete(_ request: AcceptedRequest) {
        for count in 0..<request.bytes.count {
            #expect(read(Array(request.bytes[..<count])) == ReadOutcome(), "\(count) bytes")
        }
    }

    @Test(
        "A refused request is refused for its reason whole, byte by byte and split anywhere", arguments: refusedRequests
    )
    func refused(_ request: RefusedRequest) {
        let expected = ReadOutcome(error: request.error)
        #expect(read(request.wire) == expected)
        #expect(readByteByByte(request.wire) == expected)
        for offset in 0...request.wire.count {
            #expect(read(request.wire, splitAt: offset) == expected, "split at \(offset)")
        }
    }

    @Test("A target that is not UTF-8 has the same bytes, percent-encoded")
    func targetNotUTF8() {
        let wire = Array("GET /é".utf8) + [0xFF, 0x41] + Array(" HTTP/1.1\r\nHost: h\r\n\r\n".utf8)
        #expect(read(wire).requests.map(\.target) == ["/%C3%A9%FFA"])
    }

    struct Persistence: Sendable, CustomTestStringConvertible {
        var version: String
        var connection: String?
        var keepsAlive: Bool

        var testDescription: String { "HTTP/\(version), Connection: \(connection ?? "-")" }
    }

    @Test(
        "Version and Connection decide whether a connection stays open",
        arguments: [
            Persistence(version: "1.1", connection: nil, keepsAlive: true),
            Persistence(version: "1.1", connection: "close", keepsAlive: false),
            Persistence(version: "1.1", connection: "CLOSE", keepsAlive: false),
            Persistence(version: "1.1", connection: "x, Close ,y", keepsAlive: false),
            Persistence(version: "1.1", connection: "keep-alive, close", keepsAlive: false),
            Persistence(version: "1.1", connection: "closed", keepsAlive: true),
            Persistence(version: "1.1", connection: "upgrade", keepsAlive: true),
            Persistence(version: "1.0", connection: nil, keepsAlive: false),
            Persistence(version: "1.0", connection: "Keep-Alive", keepsAlive: true),
            Persistence(version: "1.0", connection: "keep-alive, close", keepsAlive: false),
        ])
    func persistence(_ example: Persistence) throws {
        let field = example.connection.map { "Connection: \($0)\r\n" } ?? ""
        let head = try parseHead("GET / HTTP/\(example.version)\r\nHost: h\r\n\(field)\r\n")
        #expect(head?.keepsAlive == example.keepsAlive)
    }

    @Test("A client of HTTP/1.0 expects no interim response, whatever it sends")
    func expectationOfHTTP10() throws {
        #expect(try parseHead("GET / HTTP/1.0\r\nExpect: x\r\n\r\n")?.expectation == RequestHead.Expectation.none)
        #expect(
            try parseHead("GET / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n")?.expectation == RequestHead.Expectation.none
        )
        #expect(try parseHead("GET / HTTP/1.1\r\nHost: h\r\nExpect: 100-Continue\r\n\r\n")?.expectation == .continue)
    }

    @Test("No byte is searched twice for the end of its line, so that dripping is as cheap as sending at once")
    func searchedOnce() throws {
        // A search from the start of the line would find the LF that has been put where none was.
        for (before, after, error) in [
            ("GET /aaa HTTP/1.1", "GET /a\na HTTP/1.1\r\n", HTTPParseError.invalidTarget),
            ("GET / HTTP/1.1\r\nHost: aaa", "GET / HTTP/1.1\r\nHost: a\na\r\n", .invalidFieldValue),
        ] {
            var parser = RequestHeadParser(limits: HTTPLimits())
            guard case .needsMore = try parser.parse(Array(before.utf8).span) else {
                Issue.record("a head")
                return
            }
            #expect(throws: error) { try parser.parse(Array(after.utf8).span) }
        }
    }
}
