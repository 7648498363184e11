import InsightsHTTP
import Testing

/// Answers whose content comes in pieces.
struct ConnectionStreamingTests {
    @Test("Pieces of unknown length are sent in chunks")
    func chunked() {
        let driver = ConnectionDriver()
        _ = driver.receive(get("/") + get("/next"))
        #expect(driver.respond(.stream(length: nil)) == ["pull"])
        #expect(driver.takeOutput() == "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        #expect(driver.receivePiece("hello") == ["pull"])
        // An empty piece must not be taken for the last chunk.
        #expect(driver.receivePiece("") == ["pull"])
        #expect(driver.receivePiece(String(repeating: "x", count: 26)) == ["pull"])
        #expect(driver.takeOutput() == "5\r\nhello\r\n1A\r\n\(String(repeating: "x", count: 26))\r\n")
        #expect(driver.receivePiece(nil) == ["handle GET /next"])
        #expect(driver.takeOutput() == "0\r\n\r\n")
    }

    @Test("Pieces of known length are sent as they are, and end with the last byte")
    func known() {
        let driver = ConnectionDriver()
        _ = driver.receive(get("/") + get("/next"))
        #expect(driver.respond(.stream(length: 5)) == ["pull"])
        #expect(driver.receivePiece("he") == ["pull"])
        #expect(driver.receivePiece("llo") == ["handle GET /next"])
        #expect(driver.takeOutput() == "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
    }

    @Test("Content of length 0 requests no piece")
    func empty() {
        let driver = ConnectionDriver()
        _ = driver.receive(get("/") + get("/next"))
        #expect(driver.respond(.stream(length: 0)) == ["handle GET /next"])
        #expect(driver.takeOutput() == "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    }

    @Test("To HTTP/1.0, pieces of unknown length end with the connection, even with keep-alive")
    func untilClose() {
        let driver = ConnectionDriver()
        _ = driver.receive("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        #expect(driver.respond(.stream(length: nil)) == ["pull"])
        #expect(driver.receivePiece("hello") == ["pull"])
        #expect(driver.receivePiece(nil) == [])
        #expect(driver.takeOutput() == "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello")
        #expect(driver.steps() == ["end output"])
    }

    @Test("HEAD requests no piece", arguments: [nil, 5] as [Int?])
    func head(_ length: Int?) {
        let driver = ConnectionDriver()
        _ = driver.receive("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(driver.respond(.stream(length: length)) == [])
        let framing = length.map { "Content-Length: \($0)" } ?? "Transfer-Encoding: chunked"
        #expect(driver.takeOutput() == "HTTP/1.1 200 OK\r\n\(framing)\r\n\r\n")
    }

    @Test("The next piece is made while little output waits, and not while much does")
    func backPressure() {
        let driver = ConnectionDriver()
        _ = driver.receive(get("/"))
        #expect(driver.respond(.stream(length: nil)) == ["pull"])
        // One at a time.
        #expect(driver.steps() == [])
        _ = driver.takeOutput()
        #expect(driver.receivePiece(String(repeating: "x", count: 65_536)) == [])
        // The chunk's framing takes 9 bytes.
        _ = driver.takeOutput(atMost: 9)
        #expect(driver.steps() == [])
        _ = driver.takeOutput(atMost: 1)
        #expect(driver.steps() == ["pull"])
    }

    @Test("More content than announced cuts the connection before it is sent")
    func tooMuch() {
        let driver = ConnectionDriver()
        _ = driver.receive(get("/"))
        _ = driver.respond(.stream(length: 5))
        _ = driver.takeOutput()
        #expect(driver.receivePiece("hel") == ["pull"])
        #expect(driver.receivePiece("lo!") == ["reset"])
        #expect(driver.takeOutput() == "")
    }

    @Test("Less content than announced cuts the connection")
    func tooLittle() {
        let driver = ConnectionDriver()
        _ = driver.receive(get("/"))
        _ = driver.respond(.stream(length: 5))
        #expect(driver.receivePiece("hell") == ["pull"])
        #expect(driver.receivePiece(nil) == ["reset"])
    }

    @Test(
        "A piece that cannot be made cuts the connection, so that no client takes the rest for the whole",
        arguments: [nil, 5] as [Int?])
    func failure(_ length: Int?) {
        let driver = ConnectionDriver()
        _ = driver.receive(get("/"))
        _ = driver.respond(.stream(length: length))
        #expect(driver.receivePiece("hel") == ["pull"])
        #expect(driver.failPiece() == ["reset"])
        #expect(!driver.wantsInput)
        #expect(driver.deadline == nil)
    }

    @Test("Input after the cut is ignored")
    func late() {
        let driver = ConnectionDriver()
        _ = driver.receive(get("/"))
        _ = driver.respond(.stream(length: nil))
        #expect(driver.failPiece() == ["reset"])
        #expect(driver.receivePiece("late") == ["reset"])
        #expect(driver.respond(200) == ["reset"])
        #expect(driver.takeOutput() == "")
    }
}
