import InsightsHTTP
import TestSupport
import Testing

/// Damaged messages from a fixed seed: no crash, the same outcome however they arrive, and what is read is stable.
struct FuzzTests {
    @Test("Damaged requests are read the same whole, byte by byte and in two parts", arguments: 0..<8 as Range<UInt64>)
    func requests(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let corpus = acceptedRequests.map(\.bytes) + refusedRequests.map(\.wire)
        for _ in 0..<400 {
            let wire = Self.damage(corpus, &generator)
            let whole = read(wire)
            #expect(readByteByByte(wire) == whole, "\(String(decoding: wire, as: UTF8.self).debugDescription)")
            #expect(read(wire, splitAt: Int.random(in: 0...wire.count, using: &generator)) == whole)
            for request in whole.requests {
                var output: [UInt8] = []
                try RequestEncoder.append(
                    HTTPRequest(
                        HTTPMethod(request.method), request.target, fields: request.fields, body: request.body),
                    host: "h", closes: false, to: &output)
                #expect(read(output).requests.map(\.body) == [request.body])
            }
        }
    }

    @Test("A connection that gets damaged input ends in order", arguments: 0..<8 as Range<UInt64>)
    func connections(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed &+ 1000)
        let corpus = acceptedRequests.map(\.bytes) + refusedRequests.map(\.wire)
        for _ in 0..<200 {
            let driver = ConnectionDriver()
            var steps: [String] = []
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                driver.state.receive(Self.damage(corpus, &generator).span, now: driver.now)
                steps = driver.steps()
                while steps.last?.hasPrefix("handle") == true { steps = driver.respond(200, "x") }
                if Bool.random(using: &generator) { _ = driver.takeOutput() }
            }
            // In any state, it ends when the peer takes everything and closes its side.
            while steps.last?.hasPrefix("handle") == true || driver.state.hasOutput {
                _ = driver.takeOutput()
                steps = driver.steps()
                while steps.last?.hasPrefix("handle") == true { steps = driver.respond(200, "x") }
            }
            steps = driver.receiveEnd()
            while steps.last?.hasPrefix("handle") == true { steps = driver.respond(200, "x") }
            _ = driver.takeOutput()
            #expect(driver.steps().last == "close")
        }
    }

    @Test("Damaged responses are read the same whole and byte by byte", arguments: 0..<4 as Range<UInt64>)
    func responses(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed &+ 2000)
        let corpus = ResponseParserTests.examples.map { Array($0.wire.utf8) }
        for _ in 0..<400 {
            let wire = Self.damage(corpus, &generator)
            #expect(Self.readResponse(wire, step: wire.count + 1) == Self.readResponse(wire, step: 1))
        }
    }

    /// Returns the status and content of the response, or the error, as text.
    private static func readResponse(_ wire: [UInt8], step: Int) -> String {
        var parser = ResponseParser(method: .get, limits: HTTPLimits())
        do {
            var start = 0
            while start < wire.count {
                let end = min(wire.count, start + step)
                if let response = try parser.receive(Array(wire[start..<end]).span) {
                    return "\(response.status) \(try response.bodyBytes())"
                }
                start = end
            }
            return try parser.receiveEnd().map { "\($0.status) \((try? $0.bodyBytes()) ?? [])" } ?? "nothing"
        } catch {
            return "\(error)"
        }
    }

    /// Returns a message of the corpus with a few bytes changed, removed or doubled, or another message inserted.
    private static func damage(_ corpus: [[UInt8]], _ generator: inout SeededGenerator) -> [UInt8] {
        var wire = corpus[Int.random(in: 0..<corpus.count, using: &generator)]
        let telling = Array("\r\n\0 :;,0aA\t\u{7F}*/HTTP1".utf8) + [0xFF]
        for _ in 0..<Int.random(in: 0...3, using: &generator) where !wire.isEmpty {
            let index = Int.random(in: 0..<wire.count, using: &generator)
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: wire[index] = UInt8.random(in: .min ... .max, using: &generator)
            case 1: wire[index] = telling[Int.random(in: 0..<telling.count, using: &generator)]
            case 2: wire.remove(at: index)
            case 3: wire.insert(wire[index], at: index)
            default: wire.insert(contentsOf: corpus[Int.random(in: 0..<corpus.count, using: &generator)], at: index)
            }
        }
        return wire
    }
}
