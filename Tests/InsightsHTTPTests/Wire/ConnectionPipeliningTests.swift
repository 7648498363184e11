import InsightsHTTP
import Testing

/// Several requests at once: order, and where reading stops.
struct ConnectionPipeliningTests {
    @Test("Requests are handed out one at a time, and responses keep their order")
    func order() {
        let driver = ConnectionDriver()
        var steps = driver.receive((0..<5).map { get("/\($0)") }.joined())
        var output = ""
        for index in 0..<5 {
            #expect(steps == ["handle GET /\(index)"])
            steps = driver.respond(200, "\(index)")
            output += driver.takeOutput()
        }
        #expect(steps == [])
        #expect(output == (0..<5).map { "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n\($0)" }.joined())
    }

    @Test("Thousands of requests that arrive at once are all read correctly")
    func longInput() {
        let driver = ConnectionDriver()
        var steps = driver.receive((0..<3000).map { post("/\($0)", "Content-Length: 4", body: "body") }.joined())
        for index in 0..<3000 {
            #expect(steps == ["handle POST /\(index) body"])
            steps = driver.respond(200)
            _ = driver.takeOutput()
            if steps.isEmpty { steps = driver.steps() }
        }
        #expect(steps == [])
    }

    @Test("Up to the limit, requests are answered before the peer takes a response; one more waits")
    func requestBacklog() {
        var limits = HTTPLimits()
        limits.pipelinedRequests = 3
        let driver = ConnectionDriver(limits: limits)
        var steps = driver.receive((0..<5).map { get("/\($0)") }.joined())
        for index in 0..<3 {
            #expect(steps == ["handle GET /\(index)"])
            #expect(driver.wantsInput)
            steps = driver.respond(200)
        }
        #expect(steps == [])
        #expect(!driver.wantsInput)
        // A peer that takes only a part has not caught up.
        _ = driver.takeOutput(atMost: 20)
        #expect(driver.steps() == [])
        _ = driver.takeOutput()
        #expect(driver.steps() == ["handle GET /3"])
        #expect(driver.wantsInput)
    }

    @Test("Waiting responses of a quarter megabyte in all hold up the next request")
    func outputBacklog() {
        let driver = ConnectionDriver()
        var steps = driver.receive((0..<16).map { get("/\($0)") }.joined())
        let text = String(repeating: "x", count: 30_000)
        var responded = 0
        while steps == ["handle GET /\(responded)"] {
            responded += 1
            steps = driver.respond(200, text)
        }
        // Nine times 30 000 bytes and their heads are the first to reach 262 144.
        #expect(responded == 9)
        #expect(!driver.wantsInput)
        #expect(driver.deadline == .seconds(30))
        _ = driver.takeOutput(atMost: 20_000)
        #expect(driver.steps() == ["handle GET /9"])
    }

    @Test("During a response, further requests are kept up to the limit, and then reading stops")
    func byteBacklog() {
        var limits = HTTPLimits()
        limits.pipelinedBytes = 100
        let driver = ConnectionDriver(limits: limits)
        #expect(driver.receive(get("/a")) == ["handle GET /a"])
        #expect(driver.receive(String(repeating: "x", count: 99)) == [])
        #expect(driver.wantsInput)
        #expect(driver.receive("x") == [])
        #expect(!driver.wantsInput)
    }

    @Test("A response too large to copy holds up the next request until the peer takes it")
    func largeResponse() {
        let driver = ConnectionDriver()
        let text = String(repeating: "x", count: 100_000)
        #expect(driver.receive(get("/a") + get("/b")) == ["handle GET /a"])
        #expect(driver.respond(200, text) == [])
        #expect(driver.takeOutput(atMost: 50_000).utf8.count == 50_000)
        #expect(driver.steps() == [])
        #expect(
            driver.takeOutput().utf8.count == 50_000 + "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n".utf8.count)
        #expect(driver.steps() == ["handle GET /b"])
    }

    @Test("Large and small responses are sent whole, however the peer takes them", arguments: [1, 7, 4096, 1_000_000])
    func sizes(_ step: Int) {
        let driver = ConnectionDriver()
        var expected = ""
        var output = ""
        for size in [0, 1, 5000, 32 * 1024 - 1, 32 * 1024, 32 * 1024 + 1, 70_000] where step > 1 || size < 5000 {
            let text = String(repeating: "x", count: size)
            #expect(driver.receive(get("/")) == ["handle GET /"])
            #expect(driver.respond(200, text) == [])
            expected += "HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n\(text)"
            while driver.state.hasOutput { output += driver.takeOutput(atMost: step) }
        }
        #expect(output == expected)
    }
}
