import InsightsHTTP
import InsightsTime
import Testing

/// Deadlines and shutdown, with time passed by hand.
struct ConnectionTimeTests {
    @Test("An idle connection closes after its time, silently")
    func idle() {
        let driver = ConnectionDriver()
        #expect(driver.deadline == .seconds(30))
        #expect(driver.advance(.seconds(29)) == [])
        #expect(driver.advance(.seconds(1)) == ["close"])
        #expect(driver.takeOutput() == "")
    }

    @Test("The time of an idle connection starts anew with every answer")
    func idleAgain() {
        let driver = ConnectionDriver()
        #expect(driver.advance(.seconds(20)) == [])
        _ = driver.receive(get("/"))
        #expect(driver.deadline == nil)
        #expect(driver.advance(.seconds(1000)) == [])
        _ = driver.respond(200)
        _ = driver.takeOutput()
        #expect(driver.deadline == .seconds(30))
    }

    @Test("A head must be complete in its time from the first byte, however it drips; then 408")
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

    @Test("The time of a pipelined head starts when it is looked at, not while another is answered")
    func pipelinedHead() {
        let driver = ConnectionDriver()
        #expect(driver.receive(get("/") + "GET") == ["handle GET /"])
        #expect(driver.advance(.seconds(60)) == [])
        #expect(driver.respond(200) == [])
        _ = driver.takeOutput()
        #expect(driver.deadline == .seconds(10))
    }

    @Test("Empty lines between requests are no request and start no time")
    func emptyLines() {
        var driver = ConnectionDriver()
        #expect(driver.receive("\r\n") == [])
        #expect(driver.deadline == .seconds(30))
        #expect(driver.advance(.seconds(30)) == ["close"])
        #expect(driver.takeOutput() == "")
        driver = ConnectionDriver()
        #expect(driver.receive("\r\n") == [])
        #expect(driver.drain() == ["close"])
    }

    @Test("Content may take long as long as it arrives; when it stops, 408")
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

    @Test("A peer that takes nothing of an answer is cut after its time, one that takes a little is not")
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

    @Test("Also a refusal must be taken in time")
    func refusalStall() {
        let driver = ConnectionDriver()
        #expect(driver.receive("x\r\n") == [])
        #expect(driver.advance(.seconds(30)) == ["reset"])
    }

    @Test("Lingering ends after its time, however much the peer sends")
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

    @Test("A shutdown lets a request under way be answered, with Connection: close, and then lingers")
    func drainBusy() {
        let driver = ConnectionDriver()
        #expect(driver.receive(get("/a") + get("/b")) == ["handle GET /a"])
        #expect(driver.drain() == [])
        #expect(driver.respond(200) == [])
        #expect(driver.takeOutput() == "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        #expect(driver.steps() == ["end output"])
        #expect(driver.receiveEnd() == ["close"])
    }

    @Test("A shutdown lets a request be read to its end")
    func drainReading() {
        let driver = ConnectionDriver()
        #expect(driver.receive("GET / HT") == [])
        #expect(driver.drain() == [])
        #expect(driver.receive("TP/1.1\r\nHost: h\r\n\r\n") == ["handle GET /"])
        #expect(driver.respond(200) == [])
        #expect(driver.takeOutput().contains("Connection: close\r\n"))
    }

    @Test("A shutdown lets pieces be sent to their end, and then closes")
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

    @Test("Durations too long to count are the end of time, negative ones are none")
    func durations() {
        let start = MonotonicTime(nanoseconds: 5)
        #expect(start + .seconds(Int64.max) == MonotonicTime(nanoseconds: .max))
        #expect(start + .seconds(-1) == start)
        #expect(start + .nanoseconds(7) == MonotonicTime(nanoseconds: 12))
        #expect(start < start + .nanoseconds(1))
    }
}
