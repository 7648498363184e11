import InsightsHTTP
import Testing

/// Checks the written bytes, and that they are read back as the same message.
struct EncodingTests {
    @Test("A request is written with Host, its fields and its length")
    func requestGolden() throws {
        var output: [UInt8] = []
        let fields = HTTPFields([(name: "Accept", value: "*/*"), (name: "Content-Length", value: "7")])
        try RequestEncoder.append(
            HTTPRequest(.post, "/a?b=c", fields: fields, body: [0x78, 0x79]), host: "h:1", closes: true, to: &output)
        #expect(
            String(decoding: output, as: UTF8.self)
                == "POST /a?b=c HTTP/1.1\r\nHost: h:1\r\nAccept: */*\r\nContent-Length: 2\r\nConnection: close\r\n\r\nxy"
        )
    }

    @Test(
        "A length is written if there is content or the method usually has some",
        arguments: [
            ("GET", "", ""), ("HEAD", "", ""), ("DELETE", "", ""), ("DELETE", "x", "Content-Length: 1\r\n"),
            ("POST", "", "Content-Length: 0\r\n"), ("PUT", "", "Content-Length: 0\r\n"),
            ("PATCH", "", "Content-Length: 0\r\n"),
        ])
    func requestLength(_ method: String, _ body: String, _ field: String) throws {
        var output: [UInt8] = []
        let request = HTTPRequest(
            HTTPMethod(method), "/", fields: HTTPFields([(name: "host", value: "own")]), body: Array(body.utf8))
        try RequestEncoder.append(request, host: "h", closes: false, to: &output)
        #expect(String(decoding: output, as: UTF8.self) == "\(method) / HTTP/1.1\r\nhost: own\r\n\(field)\r\n\(body)")
    }

    @Test(
        "A request that would be read as a different one is not written",
        arguments: [
            ("GET", "/a b", .invalidTarget), ("GET", "/\r\nX: y", .invalidTarget), ("GET", "", .invalidTarget),
            ("GET", "/\u{7F}", .invalidTarget), ("G T", "/", .invalidMethod), ("", "/", .invalidMethod),
        ] as [(String, String, HTTPParseError)])
    func requestRefused(_ method: String, _ target: String, _ error: HTTPParseError) {
        var output: [UInt8] = []
        #expect(throws: error) {
            try RequestEncoder.append(HTTPRequest(HTTPMethod(method), target), host: "h", closes: false, to: &output)
        }
        #expect(output.isEmpty)
    }

    @Test("Every accepted request, written and read again, is the same", arguments: acceptedRequests)
    func requestRoundTrip(_ example: AcceptedRequest) throws {
        let first = example.expected
        var output: [UInt8] = []
        try RequestEncoder.append(
            HTTPRequest(HTTPMethod(first.method), first.target, fields: first.fields, body: first.body), host: "h",
            closes: false, to: &output)
        let again = try #require(read(output).requests.first)
        #expect(again.method == first.method)
        #expect(again.target == first.target)
        #expect(again.body == first.body)
        #expect(Self.withoutFraming(again.fields) == Self.withoutFraming(first.fields, addingHost: true))
        // And once more: what is written is a fixed point.
        var second: [UInt8] = []
        try RequestEncoder.append(
            HTTPRequest(HTTPMethod(again.method), again.target, fields: again.fields, body: again.body), host: "h",
            closes: false, to: &second)
        #expect(second == output)
    }

    private static func withoutFraming(_ fields: HTTPFields, addingHost: Bool = false) -> HTTPFields {
        var fields = fields
        for name in ["Content-Length", "Transfer-Encoding", "Connection"] { fields.set(name, to: nil) }
        if addingHost, !fields.contains("Host") { fields = HTTPFields([(name: "Host", value: "h")] + fields.all) }
        return fields
    }

    @Test("Responses of every framing, written and read again, are the same", arguments: [0, 1, 15, 16, 255, 70_000])
    func responseRoundTrip(_ size: Int) throws {
        let body = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
        let fields = HTTPFields([(name: "A", value: "b"), (name: "a", value: "é"), (name: "C", value: "")])
        for framing in [BodyFraming.length(size), .chunked, .untilClose] {
            var output: [UInt8] = []
            ResponseEncoder.appendHead(
                status: 207, fields: fields, framing: framing, persistence: .open, date: nil, to: &output)
            if framing == .chunked {
                for start in stride(from: 0, to: size, by: 1000) {
                    ResponseEncoder.appendChunk(Array(body[start..<min(size, start + 1000)]), to: &output)
                }
                ResponseEncoder.appendLastChunk(to: &output)
            } else {
                output += body
            }
            var parser = ResponseParser(method: .get, limits: HTTPLimits())
            var response = try parser.receive(output.span)
            if framing == .untilClose { response = try parser.receiveEnd() }
            let read = try #require(response)
            #expect(read.status == 207)
            #expect(try read.bodyBytes() == body)
            #expect(Self.withoutFraming(read.fields) == fields)
        }
    }

    @Test("A chunk is its size in hexadecimal and its content; empty content has no chunk")
    func chunk() {
        var output: [UInt8] = []
        ResponseEncoder.appendChunk([UInt8](repeating: 0x78, count: 171), to: &output)
        #expect(String(decoding: output, as: UTF8.self) == "AB\r\n\(String(repeating: "x", count: 171))\r\n")
        output = []
        ResponseEncoder.appendChunk([], to: &output)
        #expect(output.isEmpty)
    }
}
