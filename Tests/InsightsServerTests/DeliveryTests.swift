import InsightsHTTP
import InsightsServer
import Synchronization
import Testing

@Suite("Delivery over sockets", .mayBlock)
struct DeliveryTests {
    /// Answers `/altered` with a delivery, everything else at once.
    private static func handler(_ delivery: HTTPDelivery, inPieces: Bool = false) -> ClosureHandler {
        ClosureHandler { request in
            var response = HTTPResponse(text: "0123456789")
            if inPieces { response.body = .stream(Pieces(["01234", "56789"]), length: nil) }
            if request.target == "/spoiled" { response.delivery = delivery }
            return .response(response)
        }
    }

    private final class Pieces: HTTPBodySource {
        private let rest: Held<[String]>

        init(_ pieces: [String]) {
            rest = Held(pieces)
        }

        func nextChunk() -> [UInt8]? {
            rest.change { $0.isEmpty ? nil : Array($0.removeFirst().utf8) }
        }
    }

    private final class Held<Value: Sendable>: Sendable {
        private let value: Mutex<Value>

        init(_ value: Value) {
            self.value = Mutex(value)
        }

        func change<Result: Sendable>(_ body: (inout Value) -> Result) -> Result {
            value.withLock { value in body(&value) }
        }
    }

    /// Returns the bytes before the end, and whether the end was a cut.
    private func arrivals(_ client: RawClient) -> (text: String, isCut: Bool) {
        var bytes: [UInt8] = []
        while let more = client.receive() {
            if more.isEmpty { return (String(decoding: bytes, as: UTF8.self), false) }
            bytes += more
        }
        return (String(decoding: bytes, as: UTF8.self), true)
    }

    private func fetch(_ delivery: HTTPDelivery, inPieces: Bool = false) throws -> (text: String, isCut: Bool) {
        var result = ("", false)
        try withServer(Self.handler(delivery, inPieces: inPieces)) { port in
            let client = try RawClient(port: port)
            client.send(get("/spoiled"))
            result = arrivals(client)
        }
        return result
    }

    @Test("A reset before the head sends nothing")
    func resetBeforeHead() throws {
        let arrived = try fetch(HTTPDelivery(cut: .resetBeforeHead))
        #expect(arrived == ("", true))
    }

    @Test("A reset in the body follows exactly the given number of bytes", arguments: [0, 4, 10, 100])
    func resetInBody(_ count: Int) throws {
        let arrived = try fetch(HTTPDelivery(cut: .reset(afterBodyBytes: count)))
        #expect(arrived.isCut)
        #expect(arrived.text.contains("Content-Length: 10\r\n"))
        #expect(arrived.text.hasSuffix("\r\n\r\n" + "0123456789".prefix(count)))
    }

    @Test("A reset also cuts content in pieces")
    func resetInPieces() throws {
        let arrived = try fetch(HTTPDelivery(cut: .reset(afterBodyBytes: 7)), inPieces: true)
        #expect(arrived.isCut)
        #expect(arrived.text.hasSuffix("\r\n\r\n5\r\n01234\r\n2\r\n56\r\n"))
    }

    @Test("A truncated body ends in order, short of its length", arguments: [0, 3])
    func truncated(_ count: Int) throws {
        let arrived = try fetch(HTTPDelivery(cut: .close(afterBodyBytes: count)))
        #expect(!arrived.isCut)
        #expect(arrived.text.contains("Content-Length: 10\r\n"))
        #expect(arrived.text.hasSuffix("\r\n\r\n" + "0123456789".prefix(count)))
    }

    @Test("A wrong length is announced, and the connection closes after the body", arguments: [3, 25])
    func wrongLength(_ length: Int) throws {
        for inPieces in [false, true] {
            let arrived = try fetch(HTTPDelivery(announcedLength: length), inPieces: inPieces)
            #expect(!arrived.isCut)
            #expect(arrived.text.contains("Content-Length: \(length)\r\n"))
            #expect(arrived.text.hasSuffix("\r\n\r\n0123456789"))
        }
    }

    @Test("A delayed response holds up no other connection")
    func delayedAlone() throws {
        let handler = Self.handler(HTTPDelivery(delay: .seconds(3600)))
        try withServer(handler, configure: { $0.eventLoopCount = 1 }) { port in
            let late = try RawClient(port: port)
            late.send(get("/spoiled"))
            let quick = try RawClient(port: port)
            for _ in 0..<2 {
                quick.send(get("/"))
                #expect(try quick.receiveResponse().text == "0123456789")
            }
            #expect(!late.isReadable)
            late.close(cutting: true)
        }
    }

    @Test("A delayed response waits, and then the connection continues to serve")
    func delayed() throws {
        try withServer(Self.handler(HTTPDelivery(delay: .milliseconds(300)))) { port in
            let start = ContinuousClock.now
            let late = try RawClient(port: port)
            late.send(get("/spoiled"))
            #expect(try late.receiveResponse().text == "0123456789")
            #expect(ContinuousClock.now - start >= .milliseconds(300))
            late.send(get("/"))
            #expect(try late.receiveResponse().text == "0123456789")
        }
    }

    @Test("A response with a delay and a cut is first delayed, then cut")
    func delayedAndCut() throws {
        let start = ContinuousClock.now
        let arrived = try fetch(HTTPDelivery(delay: .milliseconds(100), cut: .resetBeforeHead))
        #expect(arrived == ("", true))
        #expect(ContinuousClock.now - start >= .milliseconds(100))
    }

    @Test("A slow body arrives whole at its rate, and the connection remains usable")
    func paced() throws {
        for inPieces in [false, true] {
            try withServer(Self.handler(HTTPDelivery(bytesPerSecond: 20), inPieces: inPieces)) { port in
                let client = try RawClient(port: port)
                let start = ContinuousClock.now
                client.send(get("/spoiled") + get("/"))
                #expect(try client.receiveResponse().text == "0123456789")
                #expect(ContinuousClock.now - start >= .milliseconds(400))
                #expect(try client.receiveResponse().text == "0123456789")
            }
        }
    }

    @Test("A client sees a cut response as a lost connection")
    func transport() async throws {
        try await withServer(Self.handler(HTTPDelivery(cut: .close(afterBodyBytes: 4)))) { port in
            let transport = SocketTransport(port: port, timeout: .seconds(300))
            await #expect(throws: TransportError.self) { try await transport.send(HTTPRequest(.get, "/spoiled")) }
            let whole = try await transport.send(HTTPRequest(.get, "/"))
            #expect(whole.text == "0123456789")
        }
    }
}
