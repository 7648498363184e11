import Glibc
import InsightsHTTP
import InsightsServer
import TestSupport
import Testing

/// Well-formed requests over real sockets.
@Suite(.mayBlock)
struct ServingTests {
    @Test("One connection serves many requests")
    func keepAlive() throws {
        try withServer(ClosureHandler.echo) { port in
            let client = try RawClient(port: port)
            for index in 0..<20 {
                client.send(post("/\(index)", "Content-Length: 2", body: "ab"))
                let response = try client.receiveResponse()
                #expect(response.text == "POST /\(index) ab")
                #expect(response.fields["Date"]?.hasSuffix(" GMT") == true)
            }
        }
    }

    @Test("Sockets that listen already take the place of host and port")
    func listeningSockets() throws {
        let host = RawClient.host(5)
        let sockets = try (0..<2).map { _ in try LoopbackSocket(host: host, listening: 16, blocks: false) }
        try withServer(
            ClosureHandler.echo,
            configure: { configuration in
                configuration.host = "not an address"
                configuration.listeningSockets = sockets.map { .init(descriptor: $0.descriptor, speaksTLS: false) }
            }
        ) { port in
            #expect(port == sockets[0].port)
            for socket in sockets {
                let client = try RawClient(port: socket.port, host: host)
                client.send(get("/"))
                #expect(try client.receiveResponse().text == "GET / ")
            }
        }
        // The server has closed them.
        for socket in sockets { #expect(RawClient.waitUntilRefused(port: socket.port, host: host)) }
    }

    @Test("The handler sees the peer's address")
    func remoteAddress() throws {
        let handler = ClosureHandler { .response(HTTPResponse(text: $0.remoteAddress ?? "none")) }
        try withServer(handler) { port in
            let client = try RawClient(port: port)
            client.send(get("/"))
            #expect(try client.receiveResponse().text == "127.0.0.1")
        }
    }

    @Test("Pipelined responses keep their order, with deferred work among them")
    func pipelining() throws {
        let handler = ClosureHandler { request in
            let response = HTTPResponse(text: request.target)
            return request.target.hasSuffix("5") ? .offloaded { response } : .response(response)
        }
        try withServer(handler) { port in
            let client = try RawClient(port: port)
            client.send((0..<40).map { get("/\($0)") }.joined())
            for index in 0..<40 { #expect(try client.receiveResponse().text == "/\(index)") }
        }
    }

    @Test("HEAD gets the length and no content")
    func head() throws {
        try withServer(ClosureHandler.echo) { port in
            let client = try RawClient(port: port)
            client.send("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n" + get("/b", "Connection: close"))
            let response = try client.receiveResponse(to: .head)
            #expect(response.fields["Content-Length"] == "8")
            #expect(response.text == "")
            #expect(try client.receiveResponse().text == "GET /b ")
            #expect(client.receiveToEnd() == [])
        }
    }

    @Test("100 Continue requests the content")
    func expectContinue() throws {
        try withServer(ClosureHandler.echo) { port in
            let client = try RawClient(port: port)
            client.send(post("/", "Expect: 100-continue", "Content-Length: 2"))
            #expect(client.receive() == Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
            client.send("ab")
            #expect(try client.receiveResponse().text == "POST / ab")
        }
    }

    @Test("Chunked content is joined")
    func chunkedRequest() throws {
        try withServer(ClosureHandler.echo) { port in
            let client = try RawClient(port: port)
            for byte in post("/", "Transfer-Encoding: chunked", body: "3\r\nabc\r\n1;x\r\nd\r\n0\r\nT: v\r\n\r\n").utf8
            {
                client.send([byte])
            }
            #expect(try client.receiveResponse().text == "POST / abcd")
        }
    }

    @Test("Content of megabytes arrives whole in both directions")
    func largeContent() throws {
        let handler = ClosureHandler { .response(HTTPResponse(200, body: .bytes($0.body))) }
        try withServer(handler) { port in
            let client = try RawClient(port: port)
            let body = (0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
            client.send(Array("POST / HTTP/1.0\r\nContent-Length: \(body.count)\r\n\r\n".utf8) + body)
            let reply = try #require(client.receiveToEnd())
            #expect(reply.suffix(body.count) == body[...])
            #expect(reply.count - body.count < 200)
        }
    }

    @Test("A client that has ended its side still gets its responses")
    func halfClose() throws {
        let handler = ClosureHandler { request in .offloaded { HTTPResponse(text: request.target) } }
        try withServer(handler) { port in
            let client = try RawClient(port: port)
            client.send(get("/a") + get("/b"))
            client.endOutput()
            #expect(try client.receiveResponse().text == "/a")
            #expect(try client.receiveResponse().text == "/b")
            #expect(client.receiveToEnd() == [])
        }
    }

    @Test("Two hundred concurrent connections are served")
    func manyConnections() throws {
        try withServer(ClosureHandler.echo) { port in
            let clients = try (0..<200).map { _ in try RawClient(port: port) }
            for round in 0..<3 {
                for (index, client) in clients.enumerated() { client.send(get("/\(round)/\(index)")) }
                for (index, client) in clients.enumerated() {
                    #expect(try client.receiveResponse().text == "GET /\(round)/\(index) ")
                }
            }
        }
    }

    @Test("A configured Date is in responses and refusals; without one they have none")
    func dateHeader() throws {
        for date in ["Thu, 01 Jan 1970 00:00:00 GMT", nil] {
            var header: (@Sendable () -> String)?
            if let date { header = { date } }
            try withServer(ClosureHandler.echo, configure: { $0.dateHeader = header }) { port in
                let client = try RawClient(port: port)
                client.send(get("/") + "x\r\n\r\n")
                #expect(try client.receiveResponse().fields["Date"] == date)
                #expect(try client.receiveResponse().fields["Date"] == date)
            }
        }
    }
}
