import InsightsHTTP
import InsightsTime
import Testing

/// Deadlines and shutdown, with time passed by hand.
struct ConnectionTimeTests {
    @Test("An idle connection closes silently after its timeout")
    func idle() {
        let driver = ConnectionDriver()
        #expect(driver.deadline == .seconds(130))
        #expect(driver.advance(.seconds(129)) == [])
        #expect(driver.advance(.seconds(1)) == ["close"])
        #expect(driver.takeOutput() == "")
    }

    @Test(
        "What is announced lasts a second longer; less than a second is not announced",
        arguments: [
            (Duration.seconds(130), Duration.seconds(131), Optional("Keep-Alive: timeout=130\r\n")),
            (.seconds(1), .seconds(2), "Keep-Alive: timeout=1\r\n"),
            (.milliseconds(1900), .milliseconds(2900), "Keep-Alive: timeout=1\r\n"),
            (.milliseconds(999), .milliseconds(1999), nil),
        ])
    func announced(_ idle: Duration, _ deadline: Duration, _ field: String?) {
        var timeouts = HTTPTimeouts()
        timeouts.keepAliveIdle = idle
        timeouts.announcesIdle = true
        let driver = ConnectionDriver(timeouts: timeouts)
        #expect(driver.deadline == deadline)
        for request in [get("/"), "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"] {
            _ = driver.receive(request)
            _ = driver.respond(204)
            let persistence = field.map { "Connection: keep-alive\r\n" + $0 }
            let old = request.contains("1.0") ? "Connection: keep-alive\r\n" : ""
            #expect(driver.takeOutput() == "HTTP/1.1 204 No Content\r\n" + (persistence ?? old) + "\r\n")
        }
        // The last response of a connection announces nothing.
        _ = driver.receive("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
        _ = driver.respond(204)
        #expect(driver.takeOutput() == "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
    }

    @Test("Every response restarts the timeout of an idle connection")
    func idleAgain() {
        let driver = ConnectionDriver()
        #expect(driver.advance(.seconds(20)) == [])
        _ = driver.receive(get("/"))
        #expect(driver.deadline == nil)
        #expect(driver.advance(.seconds(1000)) == [])
        _ = driver.respond(200)
        _ = driver.takeOutput()
        #expect(driver.deadline == .seconds(130))
    }

    @Test("A head must be complete within its timeout from the first byte, at any pace; otherwise 408")
    func head() {
        let driver = ConnectionDriver()
        #expect(driver.advance(.seconds(25)) == [])
        #expect(driver.receive("G") == [])
        #expect(driver.deadline == .seconds(10))
        for _ in 0..<9 {
            #expect(driver.advance(.seconds(1)) == [])
            #expect(driver.receive("E") == [])
        }
        #expect(driver.deadline == .seconds(1))
        #expect(driver.advance(.seconds(1)) == [])
        #expect(driver.takeOutput().hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
        #expect(driver.steps() == ["end output"])
    }

    @Test("The timeout of a pipelined head starts when it is read, not during another response")
    func pipelinedHead() {
        let driver = ConnectionDriver()
        #expect(driver.receive(get("/") + "GET") == ["handle GET /"])
        #expect(driver.advance(.seconds(60)) == [])
        #expect(driver.respond(200) == [])
        _ = driver.takeOutput()
        #expect(driver.deadline == .seconds(10))
    }

    @Test("Empty lines between requests are not a request and start no timeout")
    func emptyLines() {
        var driver = ConnectionDriver()
        #expect(driver.receive("\r\n") == [])
        #expect(driver.deadline == .seconds(130))
        #expect(driver.advance(.seconds(130)) == ["close"])
        #expect(driver.takeOutput() == "")
        driver = ConnectionDriver()
        #expect(driver.receive("\r\n") == [])
        #expect(driver.drain() == ["close"])
    }

    @Test("Content may take long while it arrives; when it stops, 408")
    func body() {
        let driver = ConnectionDriver()
        #expect(driver.receive(post("/", "Content-Length: 10")) == [])
        for _ in 0..<5 {
            #expect(driver.advance(.seconds(29)) == [])
            #expect(driver.receive("x") == [])
            #expect(driver.deadline == .seconds(30))
        }
        #expect(driver.advance(.seconds(30)) == [])
        #expect(driver.takeOutput().hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
    }

    @Test("A request must be complete in time from its first byte, however it arrives; then 408")
    func request() {
        let driver = ConnectionDriver()
        #expect(driver.receive("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n") == [])
        #expect(driver.advance(.seconds(9)) == [])
        #expect(driver.receive("\r\n") == [])
        for _ in 0..<14 {
            #expect(driver.advance(.seconds(20)) == [])
            #expect(driver.receive("x") == [])
        }
        // The head took nine seconds, and the content 280 so far.
        #expect(driver.deadline == .seconds(11))
        #expect(driver.advance(.milliseconds(10999)) == [])
        #expect(driver.takeOutput() == "")
        #expect(driver.advance(.milliseconds(1)) == [])
        let output = driver.takeOutput()
        #expect(output.hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
        #expect(output.contains("the request did not arrive in time, with its body"))
    }

    @Test("Bytes of an unfinished request do not make a connection less idle; a request in progress does")
    func idleForOthers() {
        let driver = ConnectionDriver()
        let start = driver.now
        #expect(driver.state.idleSinceForOthers == start)
        #expect(driver.advance(.seconds(5)) == [])
        _ = driver.receive("POST / HTTP/1.1\r\nHost: h\r\n")
        #expect(driver.state.idleSinceForOthers == start)
        #expect(driver.state.unfinishedSince == driver.now)
        _ = driver.receive("Content-Length: 2\r\n\r\nx")
        #expect(driver.state.idleSinceForOthers == start)
        #expect(driver.state.heldBytes == 1)
        #expect(driver.receive("y") == ["handle POST / xy"])
        #expect(driver.state.idleSinceForOthers == nil)
        #expect(driver.state.unfinishedSince == nil)
        // The content counts until the response.
        #expect(driver.state.heldBytes == 2)
        _ = driver.respond(200, "z")
        #expect(driver.state.heldBytes == 0)
        _ = driver.takeOutput()
        #expect(driver.state.idleSinceForOthers == driver.now)
    }

    @Test("A connection whose response is delayed makes room after all others")
    func delayedForOthers() throws {
        let driver = ConnectionDriver()
        _ = driver.receive(get("/"))
        var response = HTTPResponse(200)
        response.delivery.delay = .seconds(3600)
        _ = driver.respond(response)
        let idle = ConnectionDriver()
        #expect(idle.advance(.seconds(29)) == [])
        let (delayed, other) = (driver.state.idleSinceForOthers, idle.state.idleSinceForOthers)
        #expect(try #require(delayed) > #require(other))
    }

    @Test("A peer that takes nothing of a response is cut after the timeout; one that takes a little is not")
    func writeStall() {
        let driver = ConnectionDriver()
        _ = driver.receive(get("/"))
        #expect(driver.advance(.seconds(100)) == [])
        _ = driver.respond(200, "hello")
        #expect(driver.deadline == .seconds(30))
        #expect(driver.advance(.seconds(29)) == [])
        _ = driver.takeOutput(atMost: 1)
        #expect(driver.advance(.seconds(29)) == [])
        #expect(driver.deadline == .seconds(1))
        #expect(driver.advance(.seconds(1)) == ["reset"])
        #expect(driver.takeOutput() == "")
    }

    @Test("A refusal, too, must be taken within the timeout")
    func refusalStall() {
        let driver = ConnectionDriver()
        #expect(driver.receive("x\r\n") == [])
        #expect(driver.advance(.seconds(30)) == ["reset"])
    }

    @Test("Lingering ends after its timeout, however much the peer sends")
    func linger() {
        let driver = ConnectionDriver()
        #expect(driver.advance(.seconds(20)) == [])
        _ = driver.receive("x\r\n")
        _ = driver.takeOutput()
        #expect(driver.steps() == ["end output"])
        #expect(driver.deadline == .seconds(2))
        #expect(driver.advance(.seconds(1)) == [])
        #expect(driver.receive("more") == [])
        #expect(driver.advance(.seconds(1)) == ["close"])
    }

    @Test("Nothing happens before a deadline")
    func early() {
        let driver = ConnectionDriver()
        driver.state.passDeadline(now: driver.now)
        #expect(driver.steps() == [])
    }

    @Test("A shutdown closes an idle connection at once")
    func drainIdle() {
        let driver = ConnectionDriver()
        #expect(driver.drain() == ["close"])
    }

    @Test("During a shutdown a request in progress is answered with Connection: close, and then lingers")
    func drainBusy() {
        let driver = ConnectionDriver()
        #expect(driver.receive(get("/a") + get("/b")) == ["handle GET /a"])
        #expect(driver.drain() == [])
        #expect(driver.respond(200) == [])
        #expect(driver.takeOutput() == "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        #expect(driver.steps() == ["end output"])
        #expect(driver.receiveEnd() == ["close"])
    }

    @Test("During a shutdown a request is read to its end")
    func drainReading() {
        let driver = ConnectionDriver()
        #expect(driver.receive("GET / HT") == [])
        #expect(driver.drain() == [])
        #expect(driver.receive("TP/1.1\r\nHost: h\r\n\r\n") == ["handle GET /"])
        #expect(driver.respond(200) == [])
        #expect(driver.takeOutput().contains("Connection: close\r\n"))
    }

    @Test("During a shutdown pieces are sent to their end, and then the connection closes")
    func drainStreaming() {
        let driver = ConnectionDriver()
        _ = driver.receive(get("/"))
        #expect(driver.respond(.stream(length: nil)) == ["pull"])
        #expect(driver.drain() == [])
        #expect(driver.receivePiece("a") == ["pull"])
        #expect(driver.receivePiece(nil) == [])
        _ = driver.takeOutput()
        #expect(driver.steps() == ["close"])
    }

    @Test("Durations over the maximum become the end of time, and negative ones become zero")
    func durations() {
        let start = MonotonicTime(nanoseconds: 5)
        #expect(start + .seconds(Int64.max) == MonotonicTime(nanoseconds: .max))
        #expect(start + .seconds(-1) == start)
        #expect(start + .nanoseconds(7) == MonotonicTime(nanoseconds: 12))
        #expect(start < start + .nanoseconds(1))
    }
}
