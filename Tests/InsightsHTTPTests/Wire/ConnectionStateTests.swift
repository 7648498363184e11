import InsightsHTTP
import Testing

/// Requests, answers and the ways a connection ends, without streaming and time.
struct ConnectionStateTests {
    @Test("A request is handed out, its response sent, and the connection serves the next")
    func keepAlive() {
        let driver = ConnectionDriver(dated: true)
        #expect(driver.receive(get("/a")) == ["handle GET /a"])
        #expect(driver.respond(200, "one") == [])
        #expect(driver.takeOutput() == "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 3\r\n\r\none")
        #expect(driver.receive(post("/b", "Content-Length: 2", body: "xy")) == ["handle POST /b xy"])
        #expect(driver.respond(404) == [])
        #expect(driver.takeOutput() == "HTTP/1.1 404 Not Found\r\nDate: D\r\nContent-Length: 0\r\n\r\n")
    }

    @Test("A handler gets the peer's address, and its Date replaces the default")
    func remoteAddressAndDate() {
        let driver = ConnectionDriver(dated: true)
        driver.state.receive(Array(get("/").utf8).span, now: driver.now)
        guard case .handle(let request) = driver.state.nextAction(now: driver.now) else {
            Issue.record("no request")
            return
        }
        #expect(request.remoteAddress == "192.0.2.1")
        #expect(request.fields == HTTPFields([(name: "Host", value: "h")]))
        _ = driver.respond(HTTPResponse(200, fields: HTTPFields([(name: "date", value: "mine")])))
        #expect(driver.takeOutput() == "HTTP/1.1 200 OK\r\ndate: mine\r\nContent-Length: 0\r\n\r\n")
    }

    @Test("An immediate or deferred response may have a reason phrase")
    func reasonPhrase() {
        let driver = ConnectionDriver()
        var reply = HTTPResponse(401)
        #expect(reply.reasonPhrase == nil)
        reply.reasonPhrase = "Unauthorized - MFA required"
        #expect(reply.delivery == .normal)
        #expect(driver.receive(get("/a")) == ["handle GET /a"])
        _ = driver.respond(reply)
        #expect(driver.takeOutput() == "HTTP/1.1 401 Unauthorized - MFA required\r\nContent-Length: 0\r\n\r\n")
        reply.delivery.delay = .seconds(1)
        #expect(reply.reasonPhrase == "Unauthorized - MFA required")
        reply.delivery = .normal
        reply.reasonPhrase = nil
        #expect(driver.receive(get("/a")) == ["handle GET /a"])
        _ = driver.respond(reply)
        #expect(driver.takeOutput() == "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n")
    }

    @Test("A request that arrives byte by byte is handed out once, with its last byte")
    func byteByByte() {
        let driver = ConnectionDriver()
        let wire = post("/a", "Transfer-Encoding: chunked", body: "2\r\nab\r\n1\r\nc\r\n0\r\n\r\n")
        var steps: [String] = []
        for byte in wire.utf8.dropLast() { steps += driver.receive(String(decoding: [byte], as: UTF8.self)) }
        #expect(steps == [])
        #expect(driver.receive("\n") == ["handle POST /a abc"])
    }

    struct Ending: Sendable, CustomTestStringConvertible {
        var request: String
        var persistence: String
        var steps: [String]

        var testDescription: String { request.debugDescription }
    }

    @Test(
        "The request decides whether and how a connection closes after a response",
        arguments: [
            Ending(request: get("/"), persistence: "", steps: []),
            Ending(request: get("/", "Connection: close"), persistence: "Connection: close\r\n", steps: ["close"]),
            Ending(request: "GET / HTTP/1.0\r\n\r\n", persistence: "Connection: close\r\n", steps: ["close"]),
            Ending(
                request: "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
                persistence: "Connection: keep-alive\r\n", steps: []),
            // The peer continues to send after Connection: close; an immediate close would lose the response.
            Ending(
                request: get("/", "Connection: close") + get("/b"), persistence: "Connection: close\r\n",
                steps: ["end output"]),
        ])
    func endings(_ ending: Ending) {
        let driver = ConnectionDriver()
        #expect(driver.receive(ending.request) == ["handle GET /"])
        #expect(driver.respond(200) == [])
        #expect(driver.takeOutput() == "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\(ending.persistence)\r\n")
        #expect(driver.steps() == ending.steps)
    }

    @Test("HEAD gets the length and no content; 204 and 304 get neither")
    func withoutContent() {
        let driver = ConnectionDriver()
        #expect(driver.receive("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n") == ["handle HEAD /"])
        _ = driver.respond(200, "hello")
        #expect(driver.takeOutput() == "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")
        for status in [HTTPStatus(204), HTTPStatus(304)] {
            #expect(driver.receive(get("/")) == ["handle GET /"])
            _ = driver.respond(status, "dropped")
            #expect(driver.takeOutput() == "HTTP/1.1 \(status)\r\n\r\n")
        }
    }

    @Test("Framing fields of a handler are replaced by the correct ones")
    func framingFields() {
        let driver = ConnectionDriver()
        _ = driver.receive(get("/"))
        let fields = HTTPFields([
            (name: "Content-Length", value: "99"), (name: "A", value: "b"),
            (name: "transfer-encoding", value: "chunked"),
            (name: "Connection", value: "close"), (name: "Keep-Alive", value: "timeout=5"),
        ])
        #expect(driver.respond(HTTPResponse(200, fields: fields, body: .bytes([0x78]))) == [])
        #expect(driver.takeOutput() == "HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 1\r\n\r\nx")
    }

    @Test("An interim status or a negative length becomes a 500")
    func unsendable() {
        let driver = ConnectionDriver()
        for response in [HTTPResponse(101), .stream(length: -1)] {
            _ = driver.receive(get("/"))
            #expect(driver.respond(response) == [])
            #expect(driver.takeOutput() == "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n")
        }
    }

    @Test(
        "A refused request gets its status and the reason as text, and the connection lingers",
        arguments: refusedRequests)
    func refusal(_ request: RefusedRequest) {
        let driver = ConnectionDriver(dated: true)
        driver.state.receive(request.wire.span, now: driver.now)
        #expect(driver.steps() == [])
        let text = "\(request.error.status): \(request.error.explanation)\n"
        #expect(
            driver.takeOutput()
                == "HTTP/1.1 \(request.error.status)\r\nContent-Type: text/plain; charset=utf-8\r\nDate: D\r\n"
                + "Content-Length: \(text.utf8.count)\r\nConnection: close\r\n\r\n\(text)")
        #expect(driver.steps() == ["end output"])
        // Further input of the peer is read and dropped until its end.
        #expect(driver.wantsInput)
        #expect(driver.receive(get("/late")) == [])
        #expect(driver.receiveEnd() == ["close"])
    }

    @Test("A refusal of HEAD has no content once the method is known")
    func refusalOfHead() {
        let driver = ConnectionDriver()
        _ = driver.receive("HEAD / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nx")
        #expect(driver.takeOutput().hasSuffix("\r\n\r\n"))
    }

    @Test("A refusal after earlier responses is sent after them")
    func refusalInOrder() {
        let driver = ConnectionDriver()
        #expect(driver.receive(get("/a") + "x\r\n\r\n") == ["handle GET /a"])
        #expect(driver.respond(200, "one") == [])
        let output = driver.takeOutput()
        #expect(output.hasPrefix("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\noneHTTP/1.1 400 Bad Request\r\n"))
    }

    @Test("If the peer ends its side between requests or within one, the connection closes silently")
    func peerEnds() {
        for wire in ["", "GET", get("/").dropLast(1) + "", post("/", "Content-Length: 2", body: "x")] {
            let driver = ConnectionDriver()
            #expect(driver.receive(wire) == [])
            #expect(driver.receiveEnd() == ["close"])
            #expect(driver.takeOutput() == "")
        }
    }

    @Test("A peer that has ended its side still gets every response, the last with Connection: close")
    func halfClose() {
        let driver = ConnectionDriver()
        #expect(driver.receive(get("/a") + get("/b")) == ["handle GET /a"])
        #expect(driver.receiveEnd() == [])
        #expect(!driver.wantsInput)
        #expect(driver.respond(200) == ["handle GET /b"])
        #expect(driver.respond(200) == [])
        #expect(
            driver.takeOutput()
                == "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
                + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        #expect(driver.steps() == ["close"])
    }

    struct Expectation: Sendable, CustomTestStringConvertible {
        var wire: String
        var output: String
        var steps: [String]

        var testDescription: String { wire.debugDescription }
    }

    @Test(
        "100 Continue is sent only if the content will be read and the client waits for it",
        arguments: [
            Expectation(
                wire: post("/", "Expect: 100-continue", "Content-Length: 2"),
                output: "HTTP/1.1 100 Continue\r\n\r\n", steps: []),
            Expectation(
                wire: post("/", "Expect: 100-continue", "Transfer-Encoding: chunked"),
                output: "HTTP/1.1 100 Continue\r\n\r\n", steps: []),
            // It has begun to send.
            Expectation(wire: post("/", "Expect: 100-continue", "Content-Length: 2", body: "x"), output: "", steps: []),
            // There is nothing to send.
            Expectation(wire: post("/", "Expect: 100-continue"), output: "", steps: ["handle POST /"]),
            Expectation(
                wire: post("/", "Expect: 100-continue", "Content-Length: 0"), output: "", steps: ["handle POST /"]),
            Expectation(
                wire: "POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n", output: "", steps: []),
        ])
    func expectContinue(_ example: Expectation) {
        let driver = ConnectionDriver()
        #expect(driver.receive(example.wire) == example.steps)
        #expect(driver.takeOutput() == example.output)
    }

    @Test("A client that has ended its side is not asked for content")
    func expectContinueAfterEnd() {
        let driver = ConnectionDriver()
        driver.state.receive(Array(post("/", "Expect: 100-continue", "Content-Length: 2").utf8).span, now: driver.now)
        #expect(driver.receiveEnd() == ["close"])
        #expect(driver.takeOutput() == "")
    }

    @Test("Content over the limit is refused in place of 100 Continue")
    func expectTooMuch() {
        let driver = ConnectionDriver()
        #expect(driver.receive(post("/", "Expect: 100-continue", "Content-Length: 8388609")) == [])
        #expect(driver.takeOutput().hasPrefix("HTTP/1.1 413 Content Too Large\r\n"))
    }
}
