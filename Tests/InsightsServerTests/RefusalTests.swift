import InsightsHTTP
import InsightsServer
import TestSupport
import Testing

/// Requests that cannot be served, over real sockets.
@Suite(.mayBlock)
struct RefusalTests {
    struct Example: Sendable, CustomTestStringConvertible {
        var name: String
        var wire: String
        var error: HTTPParseError

        var testDescription: String { name }
    }

    @Test(
        "A refused request gets status and reason, and then the connection ends in order",
        arguments: [
            Example(name: "space before colon", wire: "GET / HTTP/1.1\r\nHost : h\r\n\r\n", error: .spaceBeforeColon),
            Example(name: "no Host", wire: "GET / HTTP/1.1\r\n\r\n", error: .missingHost),
            Example(
                name: "length and chunks",
                wire: post("/", "Content-Length: 3", "Transfer-Encoding: chunked", body: "0\r\n\r\n"),
                error: .ambiguousFraming),
            Example(name: "HTTP/2", wire: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", error: .unsupportedVersion),
            Example(
                name: "long target", wire: get("/" + String(repeating: "a", count: 8200)), error: .requestLineTooLong),
            Example(
                name: "long field", wire: get("/", "A: " + String(repeating: "a", count: 17_000)),
                error: .fieldTooLarge),
            Example(
                name: "large content, all of it sent",
                wire: post("/", "Content-Length: 3000000", body: String(repeating: "x", count: 3_000_000)),
                error: .bodyTooLarge),
            Example(
                name: "large content in chunks",
                wire: post(
                    "/", "Transfer-Encoding: chunked", body: "200000\r\n" + String(repeating: "x", count: 900_000)),
                error: .bodyTooLarge),
            Example(
                name: "large content not asked for", wire: post("/", "Expect: 100-continue", "Content-Length: 3000000"),
                error: .bodyTooLarge),
            Example(name: "unknown expectation", wire: get("/", "Expect: more"), error: .unsupportedExpectation),
        ])
    func refused(_ example: Example) throws {
        try withServer(ClosureHandler.echo, configure: { $0.limits.bodyBytes = 1024 * 1024 }) { port in
            let client = try RawClient(port: port)
            client.send(example.wire)
            let response = try client.receiveResponse()
            #expect(response.status == example.error.status)
            #expect(response.text == "\(example.error.status): \(example.error.explanation)\n")
            #expect(response.fields["Connection"] == "close")
            // The end arrives as an end: a cut would have cost the answer.
            #expect(client.receiveToEnd() == [])
        }
    }

    @Test("A head that is not complete before the timeout gets 408")
    func headTimeout() throws {
        try withServer(ClosureHandler.echo, configure: { $0.timeouts.headComplete = .milliseconds(30) }) { port in
            let client = try RawClient(port: port)
            client.send("GET / HTTP/1.1\r\n")
            #expect(try client.receiveResponse().status == 408)
            #expect(client.receiveToEnd() == [])
        }
    }

    @Test("Content that stops arriving gets 408")
    func bodyTimeout() throws {
        try withServer(ClosureHandler.echo, configure: { $0.timeouts.bodyIdle = .milliseconds(30) }) { port in
            let client = try RawClient(port: port)
            client.send(post("/", "Content-Length: 2", body: "x"))
            #expect(try client.receiveResponse().status == 408)
        }
    }

    @Test("An idle connection closes silently at its timeout, also after it has served")
    func idleTimeout() throws {
        try withServer(ClosureHandler.echo, configure: { $0.timeouts.keepAliveIdle = .milliseconds(30) }) { port in
            let silent = try RawClient(port: port)
            #expect(silent.receiveToEnd() == [])
            // If the timeout passes before a request arrives, another connection asks.
            var reply: HTTPResponse?
            while reply == nil {
                let client = try RawClient(port: port)
                client.send(get("/"))
                guard let arrived = client.receiveToEnd(), !arrived.isEmpty else { continue }
                var parser = ResponseParser(method: .get, limits: HTTPLimits())
                reply = try parser.receive(arrived.span)
                #expect(reply?.status == 200)
                #expect(reply?.text == "GET / ")
            }
        }
    }

    @Test("A connection whose peer takes nothing is cut at the timeout")
    func writeStall() throws {
        let handler = ClosureHandler { _ in
            .response(HTTPResponse(200, body: .bytes([UInt8](repeating: 0, count: 50_000_000))))
        }
        try withServer(handler, configure: { $0.timeouts.writeStall = .milliseconds(50) }) { port in
            let client = try RawClient(port: port)
            client.send(get("/"))
            #expect(client.waitUntilCut())
        }
    }

    @Test("After a refusal, a peer that neither reads nor closes is cut at the timeout")
    func linger() throws {
        try withServer(
            ClosureHandler.echo,
            configure: {
                $0.timeouts.linger = .milliseconds(30)
                $0.limits.connections = 1
            }
        ) { port in
            let client = try RawClient(port: port)
            client.send("x\r\n\r\n")
            // Served only after the first connection closed.
            let next = try RawClient(port: port)
            next.send(get("/"))
            #expect(try next.receiveResponse().status == 200)
            #expect(try client.receiveResponse().status == 400)
        }
    }

    @Test("After garbage of every kind the server still responds", arguments: 0..<4 as Range<UInt64>)
    func garbage(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let seeds = [
            get("/a"), post("/b", "Content-Length: 4", body: "abcd"),
            post("/c", "Transfer-Encoding: chunked", body: "3\r\nabc\r\n0\r\n\r\n"), "\u{16}\u{3}\u{1}\u{2}",
            "\r\n\r\n\r\n",
        ].map { Array($0.utf8) }
        try withServer(ClosureHandler.echo, configure: { $0.timeouts.linger = .milliseconds(100) }) { port in
            for _ in 0..<60 {
                let client = try RawClient(port: port)
                var wire = seeds[Int.random(in: 0..<seeds.count, using: &generator)]
                for _ in 0..<Int.random(in: 0...4, using: &generator) {
                    wire[Int.random(in: 0..<wire.count, using: &generator)] = .random(
                        in: .min ... .max, using: &generator)
                }
                client.send(wire)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: client.close(cutting: true)
                case 1: client.close()
                default:
                    client.endOutput()
                    #expect(client.receiveToEnd() != nil)
                }
            }
            let client = try RawClient(port: port)
            client.send(get("/still"))
            #expect(try client.receiveResponse().text == "GET /still ")
        }
    }
}
