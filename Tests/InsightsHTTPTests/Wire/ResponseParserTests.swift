import InsightsHTTP
import Testing

struct ResponseParserTests {
    struct Example: Sendable, CustomTestStringConvertible {
        var wire: String
        var method = HTTPMethod.get
        var status = HTTPStatus(200)
        var fields: [(name: String, value: String)] = []
        var body = ""
        /// Whether the answer is complete only with the end of the connection.
        var needsEnd = false
        var keepsAlive = true

        var testDescription: String { wire.debugDescription }
    }

    @Test("64 interim responses are skipped, one more is refused, whole and one by one")
    func interimLimit() throws {
        let interim = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)
        let last = Array("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".utf8)
        var parser = ResponseParser(method: .get, limits: HTTPLimits())
        for _ in 0..<64 { #expect(try parser.receive(interim.span) == nil) }
        #expect(try parser.receive(last.span)?.status == 200)
        var second = ResponseParser(method: .get, limits: HTTPLimits())
        let all = Array(repeatElement(interim, count: 65).joined())
        #expect(throws: HTTPParseError.tooManyInterimResponses) { try second.receive(all.span) }
    }

    static let examples = [
        Example(wire: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab", fields: [("Content-Length", "2")], body: "ab"),
        Example(wire: "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", fields: [("Content-Length", "0")]),
        Example(wire: "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", fields: [("Content-Length", "0")]),
        Example(
            wire: "HTTP/1.1 404 Not Found at all\r\nContent-Length: 0\r\n\r\n", status: 404,
            fields: [("Content-Length", "0")]),
        Example(
            wire: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n",
            fields: [("Transfer-Encoding", "chunked")], body: "abc"),
        Example(wire: "HTTP/1.1 200 OK\r\n\r\nabc", body: "abc", needsEnd: true, keepsAlive: false),
        Example(wire: "HTTP/1.0 200 OK\r\n\r\n", needsEnd: true, keepsAlive: false),
        Example(
            wire: "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx", fields: [("Content-Length", "1")], body: "x",
            keepsAlive: false),
        Example(
            wire: "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx",
            fields: [("Connection", "close"), ("Content-Length", "1")], body: "x", keepsAlive: false),
        Example(wire: "HTTP/1.1 204 No Content\r\n\r\n", status: 204),
        Example(
            wire: "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", status: 304,
            fields: [("Content-Length", "9")]),
        Example(
            wire: "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", method: .head, fields: [("Content-Length", "9")]),
        Example(
            wire:
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx",
            fields: [("Content-Length", "1")], body: "x"),
        // Surplus bytes: the response is valid, and the connection cannot be used again.
        Example(
            wire: "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxyz", fields: [("Content-Length", "1")], body: "x",
            keepsAlive: false),
    ]

    @Test("A response is read the same whole, byte by byte and split anywhere", arguments: examples)
    func accepted(_ example: Example) throws {
        let bytes = Array(example.wire.utf8)
        var splits = (0...bytes.count).map { [$0] }
        splits.append([])
        splits.append(Array(0..<bytes.count))
        for split in splits {
            var parser = ResponseParser(method: example.method, limits: HTTPLimits())
            var responses: [HTTPResponse] = []
            var start = 0
            for end in split + [bytes.count] {
                if let response = try parser.receive(Array(bytes[start..<end]).span) { responses.append(response) }
                start = end
            }
            if example.needsEnd {
                #expect(responses.isEmpty)
                if let response = try parser.receiveEnd() { responses.append(response) }
            }
            try #require(responses.count == 1, "split at \(split)")
            #expect(responses[0].status == example.status)
            #expect(responses[0].fields == HTTPFields(example.fields))
            #expect(try responses[0].bodyBytes() == Array(example.body.utf8))
            #expect(parser.keepsAlive == example.keepsAlive, "split at \(split)")
        }
    }

    @Test(
        "A malformed response is refused",
        arguments: [
            ("HTTP/1.1 99 OK\r\n", .malformedStatusLine), ("HTTP/1.1 600 OK\r\n", .malformedStatusLine),
            ("HTTP/1.1 2OO OK\r\n", .malformedStatusLine), ("HTTP/1.1  200 OK\r\n", .malformedStatusLine),
            ("HTTP/1.1 200OK\r\n", .malformedStatusLine), ("HTTP/1.1 200 \0\r\n", .malformedStatusLine),
            ("\r\n", .malformedStatusLine), ("HTTP/2.0 200 OK\r\n", .unsupportedVersion),
            ("HTP/1.1 200 OK.\r\n", .malformedStatusLine), ("HTTX/1.1 200 OK\r\n", .invalidVersion),
            ("HTTP/1.1 200 OK\n", .bareLineFeed), ("HTTP/1.1 200 OK\r\nA : b\r\n", .spaceBeforeColon),
            ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", .ambiguousFraming),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", .invalidTransferEncoding),
            ("HTTP/1.1 200 OK\r\nContent-Length: 21\r\n\r\n", .bodyTooLarge),
            ("HTTP/1.1 200 OK\r\n\r\n123456789012345678901", .bodyTooLarge),
        ] as [(String, HTTPParseError)])
    func refused(_ wire: String, _ error: HTTPParseError) {
        var limits = HTTPLimits()
        limits.bodyBytes = 20
        #expect(throws: error) {
            var parser = ResponseParser(method: .get, limits: limits)
            _ = try parser.receive(Array(wire.utf8).span)
        }
    }

    @Test(
        "A response that is cut short is refused",
        arguments: [
            "", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n",
        ])
    func cutShort(_ wire: String) throws {
        var parser = ResponseParser(method: .get, limits: HTTPLimits())
        let response = try parser.receive(Array(wire.utf8).span)
        #expect(response?.status == nil)
        #expect(parser.hasStarted == !wire.isEmpty)
        #expect(throws: HTTPParseError.unexpectedEnd) { try parser.receiveEnd() }
    }
}
