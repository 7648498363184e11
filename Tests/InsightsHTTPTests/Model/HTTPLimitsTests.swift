import InsightsHTTP
import Testing

/// Every limit at it and one past it, with the defaults, whole and byte by byte.
struct HTTPLimitsTests {
    @Test("The defaults are the documented ones")
    func defaults() {
        let limits = HTTPLimits()
        #expect(limits.requestLineBytes == 8192)
        #expect(limits.fieldBytes == 16384)
        #expect(limits.allFieldsBytes == 65536)
        #expect(limits.fieldCount == 100)
        #expect(limits.bodyBytes == 8_388_608)
        #expect(limits.chunkExtensionBytes == 16384)
        #expect(limits.connections == 1024)
        #expect(limits.unfinishedBytes == 67_108_864)
        #expect(limits.pipelinedRequests == 16)
        #expect(limits.pipelinedBytes == 262_144)
        let timeouts = HTTPTimeouts()
        #expect(timeouts.headComplete == .seconds(10))
        #expect(timeouts.bodyIdle == .seconds(30))
        #expect(timeouts.requestComplete == .seconds(300))
        #expect(timeouts.keepAliveIdle == .seconds(130))
        #expect(timeouts.writeStall == .seconds(30))
        #expect(timeouts.drain == .seconds(10))
        #expect(timeouts.linger == .seconds(2))
    }

    @Test("A request line of 8192 bytes is read, one byte more is 414")
    func requestLine() {
        func wire(_ count: Int) -> String {
            "GET /\(String(repeating: "a", count: count - 14)) HTTP/1.1\r\nHost: h\r\n\r\n"
        }
        expectAccepted(wire(8192))
        expectRefused(wire(8193), .requestLineTooLong, status: 414)
        // Also where its end never comes.
        expectRefused("GET /\(String(repeating: "a", count: 8192))", .requestLineTooLong, status: 414)
    }

    @Test("A field line of 16384 bytes is read, one byte more is 431")
    func field() {
        func wire(_ count: Int) -> String {
            "GET / HTTP/1.1\r\nHost: h\r\nA: \(String(repeating: "a", count: count - 3))\r\n\r\n"
        }
        expectAccepted(wire(16384))
        expectRefused(wire(16385), .fieldTooLarge, status: 431)
        expectRefused(
            "GET / HTTP/1.1\r\nHost: h\r\nA: \(String(repeating: "a", count: 16384))", .fieldTooLarge, status: 431)
    }

    @Test("Field lines of 65536 bytes are read, one byte more is 431")
    func allFields() {
        func wire(_ count: Int) -> String {
            // Host takes 9 bytes, four lines of 16002, and a last one for the rest.
            let rest = count - 9 - 4 * 16002
            let line = "A: \(String(repeating: "a", count: 15997))\r\n"
            return "GET / HTTP/1.1\r\nHost: h\r\n\(String(repeating: line, count: 4))"
                + "B: \(String(repeating: "b", count: rest - 5))\r\n\r\n"
        }
        expectAccepted(wire(65536))
        expectRefused(wire(65537), .fieldsTooLarge, status: 431)
    }

    @Test("100 fields are read, one more is 431")
    func fieldCount() {
        func wire(_ count: Int) -> String {
            "GET / HTTP/1.1\r\nHost: h\r\n\(String(repeating: "A: b\r\n", count: count - 1))\r\n"
        }
        expectAccepted(wire(100))
        expectRefused(wire(101), .tooManyFields, status: 431)
    }

    @Test("Content up to the limit is read; one byte more is 413 before it is sent")
    func contentLength() {
        var limits = HTTPLimits()
        limits.bodyBytes = 20
        func head(_ count: Int) -> String { "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: \(count)\r\n\r\n" }
        expectAccepted(head(20) + String(repeating: "x", count: 20), limits: limits)
        expectRefused(head(21), .bodyTooLarge, status: 413, limits: limits)
    }

    @Test("Chunks up to the limit in all are read; one byte more is 413")
    func chunks() {
        var limits = HTTPLimits()
        limits.bodyBytes = 20
        let head = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\na\r\n0123456789\r\n"
        expectAccepted(head + "A\r\n0123456789\r\n0\r\n\r\n", limits: limits)
        expectRefused(head + "b\r\n", .bodyTooLarge, status: 413, limits: limits)
    }

    @Test("Chunk extensions of 16384 bytes in all are read, one byte more is 400")
    func chunkExtensions() {
        func wire(_ count: Int) -> String {
            // Two chunks of extensions: the limit is on their sum.
            let first = String(repeating: ";", count: 9000)
            let second = String(repeating: ";", count: count - 9000)
            return
                "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\(first)\r\nx\r\n0\(second)\r\n\r\n"
        }
        expectAccepted(wire(16384))
        expectRefused(wire(16385), .chunkExtensionsTooLarge, status: 400)
    }

    @Test("Trailers are bounded like fields")
    func trailers() {
        func wire(_ trailers: String) -> String {
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\(trailers)\r\n"
        }
        expectAccepted(wire(String(repeating: "A: b\r\n", count: 100)))
        expectRefused(wire(String(repeating: "A: b\r\n", count: 101)), .tooManyFields, status: 431)
        expectAccepted(wire("A: \(String(repeating: "a", count: 16381))\r\n"))
        expectRefused(wire("A: \(String(repeating: "a", count: 16382))\r\n"), .fieldTooLarge, status: 431)
        let line = "A: \(String(repeating: "a", count: 16379))\r\n"
        expectAccepted(wire(String(repeating: line, count: 4)))
        expectRefused(wire(String(repeating: line, count: 4) + "B:\r\n"), .fieldsTooLarge, status: 431)
    }

    @Test("Four empty lines before a request are skipped; five are refused")
    func emptyLines() {
        let request = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"
        expectAccepted(String(repeating: "\r\n", count: RequestHeadParser.toleratedEmptyLines) + request)
        expectRefused(
            String(repeating: "\r\n", count: RequestHeadParser.toleratedEmptyLines + 1) + request,
            .malformedRequestLine, status: 400)
    }

    private func expectAccepted(
        _ wire: String, limits: HTTPLimits = HTTPLimits(), sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let bytes = Array(wire.utf8)
        for outcome in [read(bytes, limits: limits), inPieces(bytes, limits)] {
            #expect(outcome.error == nil, sourceLocation: sourceLocation)
            #expect(outcome.requests.count == 1, sourceLocation: sourceLocation)
        }
    }

    private func expectRefused(
        _ wire: String, _ error: HTTPParseError, status: HTTPStatus, limits: HTTPLimits = HTTPLimits(),
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let bytes = Array(wire.utf8)
        for outcome in [read(bytes, limits: limits), inPieces(bytes, limits)] {
            #expect(outcome == ReadOutcome(error: error), sourceLocation: sourceLocation)
        }
        #expect(error.status == status, sourceLocation: sourceLocation)
    }

    /// Reads in pieces of an odd size, and the bytes around a limit one by one.
    private func inPieces(_ bytes: [UInt8], _ limits: HTTPLimits) -> ReadOutcome {
        var reader = RequestReader(limits: limits)
        var index = 0
        while index < bytes.count {
            let count = index % 8192 > 7900 || index % 8192 < 300 ? 1 : 251
            let end = min(bytes.count, index + count)
            reader.feed(bytes[index..<end])
            index = end
        }
        return reader.outcome
    }
}
