import InsightsHTTP
import InsightsServer
import Testing

/// Answers in pieces and peers that vanish, over real sockets.
@Suite(.mayBlock)
struct StreamingTests {
    @Test("Pieces arrive whole: in chunks, with a length, and until the end for HTTP/1.0", arguments: [true, false])
    func pieces(_ isKnown: Bool) throws {
        let handler = ClosureHandler { _ in
            .response(
                HTTPResponse(
                    200, body: .stream(PatternSource(pieces: 50, of: 30_000), length: isKnown ? 1_500_000 : nil)))
        }
        let expected = (0..<50).flatMap { [UInt8](repeating: UInt8($0), count: 30_000) }
        try withServer(handler) { port in
            let client = try RawClient(port: port)
            client.send(get("/", "Connection: close"))
            var parser = ResponseParser(method: .get, limits: HTTPLimits())
            let wire = try #require(client.receiveToEnd())
            let response = try parser.receive(wire.span)
            #expect(try response?.bodyBytes() == expected)
            #expect(response?.fields["Content-Length"] == (isKnown ? "1500000" : nil))
            #expect(response?.fields["Transfer-Encoding"] == (isKnown ? nil : "chunked"))
            let old = try RawClient(port: port)
            old.send("GET / HTTP/1.0\r\n\r\n")
            let bytes = try #require(old.receiveToEnd())
            #expect(bytes.suffix(expected.count) == expected[...])
        }
    }

    @Test("After a response in pieces the connection continues to serve, also if the response was deferred")
    func keepAlive() throws {
        let handler = ClosureHandler { request in
            .offloaded { HTTPResponse(200, body: .stream(PatternSource(pieces: 3, of: 2), length: nil)) }
        }
        try withServer(handler) { port in
            let client = try RawClient(port: port)
            client.send(get("/") + get("/"))
            for _ in 0..<2 { #expect(try client.receiveResponse().bodyBytes() == [0, 0, 1, 1, 2, 2]) }
        }
    }

    @Test("A source that has its chunks later takes no thread: more of them wait than there are workers")
    func pushed() throws {
        let sources = (0..<100).map { _ in PushedSource() }
        let handler = ClosureHandler { request in
            guard let index = Int(request.target.dropFirst()) else { return .response(HTTPResponse(200)) }
            return .response(HTTPResponse(200, body: .stream(sources[index], length: nil)))
        }
        try withServer(handler) { port in
            let clients = try (0..<100).map { index in
                let client = try RawClient(port: port)
                client.send(get("/\(index)"))
                return client
            }
            for source in sources { source.waitUntilAsked() }
            // Others are served meanwhile.
            let other = try RawClient(port: port)
            other.send(get("/x"))
            #expect(try other.receiveResponse().status == 200)
            for (index, source) in sources.enumerated() { source.deliver([UInt8(index)]) }
            for source in sources { source.waitUntilAsked() }
            for source in sources { source.deliver(nil) }
            for (index, client) in clients.enumerated() {
                #expect(try client.receiveResponse().bodyBytes() == [UInt8(index)])
            }
        }
    }

    struct Broken: Sendable, CustomTestStringConvertible {
        var name: String
        var length: Int?
        var fails = false

        var testDescription: String { name }
    }

    @Test(
        "Content that breaks off or has a wrong length cuts the connection, and the server continues",
        arguments: [
            Broken(name: "fails, chunked", length: nil, fails: true), Broken(name: "fails", length: 100, fails: true),
            Broken(name: "too little", length: 31), Broken(name: "too much", length: 29),
        ])
    func broken(_ example: Broken) throws {
        let handler = ClosureHandler { request in
            request.target == "/ok"
                ? .response(HTTPResponse(text: "ok"))
                : .response(
                    HTTPResponse(
                        200,
                        body: .stream(PatternSource(pieces: 3, of: 10, fails: example.fails), length: example.length)))
        }
        try withServer(handler) { port in
            let client = try RawClient(port: port)
            client.send(get("/"))
            #expect(client.receiveToEnd() == nil)
            let next = try RawClient(port: port)
            next.send(get("/ok"))
            #expect(try next.receiveResponse().text == "ok")
        }
    }

    @Test("Pieces are made only as the peer takes them, and released when it vanishes")
    func backPressure() throws {
        let released = Latch()
        let source = PatternSource(pieces: 100_000, of: 10_000)
        let handler = ClosureHandler { [weak source] _ in
            guard let source else { return .response(HTTPResponse(500)) }
            return .response(HTTPResponse(200, body: .stream(Tunnel(source, released), length: nil)))
        }
        try withServer(handler) { port in
            let client = try RawClient(port: port)
            client.send(get("/"))
            var taken = 0
            while taken < 1_000_000 { taken += try #require(client.receive()).count }
            // Data in transit fits in socket buffers; a gigabyte would not.
            #expect(source.givenCount < 5000)
            client.close(cutting: true)
            #expect(released.wait())
        }
    }

    @Test("After a peer vanishes within a large response, the server still responds", arguments: [true, false])
    func reset(_ cutting: Bool) throws {
        let handler = ClosureHandler { request in
            .response(
                HTTPResponse(200, body: .bytes([UInt8](repeating: 7, count: request.target == "/big" ? 20_000_000 : 1)))
            )
        }
        try withServer(handler) { port in
            for _ in 0..<5 {
                let client = try RawClient(port: port)
                client.send(get("/big"))
                #expect(client.receive()?.isEmpty == false)
                client.close(cutting: cutting)
            }
            let client = try RawClient(port: port)
            client.send(get("/"))
            #expect(try client.receiveResponse().bodyBytes() == [7])
        }
    }

    @Test("After a peer vanishes during its request, the server still responds")
    func vanishesWhileDeferred() throws {
        let started = Latch()
        let proceed = Latch()
        let handler = ClosureHandler { request in
            guard request.target == "/slow" else { return .response(HTTPResponse(text: "ok")) }
            return .offloaded {
                started.open()
                proceed.wait()
                return HTTPResponse(text: "late")
            }
        }
        try withServer(handler, configure: { $0.eventLoopCount = 1 }) { port in
            let client = try RawClient(port: port)
            client.send(get("/slow"))
            #expect(started.wait())
            client.close(cutting: true)
            // The next connection may well get the descriptor of the one that vanished.
            let next = try RawClient(port: port)
            next.send(get("/"))
            #expect(try next.receiveResponse().text == "ok")
            proceed.open()
            next.send(get("/"))
            #expect(try next.receiveResponse().text == "ok")
        }
    }

    @Test("A peer that ends its side and then vanishes is released immediately, not when its response is ready")
    func vanishesAfterEnd() throws {
        let started = Latch()
        let proceed = Latch()
        let handler = ClosureHandler { request in
            guard request.target == "/slow" else { return .response(HTTPResponse(text: "ok")) }
            return .offloaded {
                started.open()
                proceed.wait()
                return HTTPResponse(text: "late")
            }
        }
        try withServer(
            handler,
            configure: {
                $0.eventLoopCount = 1
                $0.limits.connections = 2
            }
        ) { port in
            let client = try RawClient(port: port)
            client.send(get("/slow"))
            client.endOutput()
            #expect(started.wait())
            // Once the same loop has answered twice more, it has seen the end.
            let other = try RawClient(port: port)
            for _ in 0..<2 {
                other.send(get("/"))
                #expect(try other.receiveResponse().text == "ok")
            }
            client.close(cutting: true)
            let next = try RawClient(port: port)
            next.send(get("/"))
            #expect(try next.receiveResponse().text == "ok")
            proceed.open()
        }
    }
}

/// Passes on another source's pieces, and signals its release.
private final class Tunnel: HTTPBodySource {
    private let source: PatternSource
    private let released: Latch

    init(_ source: PatternSource, _ released: Latch) {
        self.source = source
        self.released = released
    }

    deinit {
        released.open()
    }

    func nextChunk() throws -> [UInt8]? {
        try source.nextChunk()
    }
}
