import InsightsHTTP
import Synchronization
import Testing

@testable import InsightsSimulator

@Suite("Streams of events")
struct EventFeedTests {
    /// Collects what a stream delivers, and asks for the next chunk as a server does.
    private final class Reader: Sendable {
        private let chunks = Mutex<[String]>([])
        private let stream: EventStream

        init(_ stream: EventStream) { self.stream = stream }

        var all: [String] { chunks.withLock { $0 } }

        func read() {
            stream.whenReady { [self] chunk in
                chunks.withLock { $0.append(chunk.map { String(decoding: $0, as: UTF8.self) } ?? "end") }
            }
        }
    }

    @Test("A stream sends the state at once, then each change once, and a comment when it was quiet for long")
    func changes() {
        let number = Mutex(1)
        let feed = EventFeed()
        let wakes = Mutex(0)
        feed.drive { wakes.withLock { $0 += 1 } }
        let stream = EventStream { String(number.withLock { $0 }) }
        feed.add(stream)
        #expect(wakes.withLock { $0 } == 1)
        let reader = Reader(stream)
        reader.read()
        #expect(reader.all == ["data: 1\n\n"])
        // The reader does not wait yet, so nothing is lost and nothing is sent.
        number.withLock { $0 = 2 }
        #expect(feed.poll())
        reader.read()
        #expect(feed.poll())
        #expect(reader.all == ["data: 1\n\n", "data: 2\n\n"])
        reader.read()
        for _ in 1..<EventStream.quietLimit { #expect(feed.poll()) }
        #expect(reader.all.count == 2)
        #expect(feed.poll())
        #expect(reader.all.last == ":\n\n")
        reader.read()
        feed.end()
        #expect(reader.all.last == "end")
        reader.read()
        #expect(reader.all.count == 5)
    }

    @Test("The driver rests when no stream is left, and is woken by the next one")
    func rest() {
        let feed = EventFeed()
        let wakes = Mutex(0)
        feed.drive { wakes.withLock { $0 += 1 } }
        var streams = (0..<100).map { _ in EventStream { "x" } }
        for stream in streams { feed.add(stream) }
        #expect(wakes.withLock { $0 } == 1)
        #expect(feed.count == 100)
        streams = []
        #expect(!feed.poll())
        let next = EventStream { "x" }
        feed.add(next)
        #expect(wakes.withLock { $0 } == 2)
        withExtendedLifetime(next) { #expect(feed.poll()) }
    }

    @Test("Without a driver, and at the end of a server, a stream ends after its first event")
    func end() {
        for hasDriver in [false, true] {
            let feed = EventFeed()
            if hasDriver {
                feed.drive {}
                feed.end()
            }
            let stream = EventStream { "x" }
            feed.add(stream)
            let reader = Reader(stream)
            reader.read()
            reader.read()
            #expect(reader.all == ["data: x\n\n", "end"])
        }
    }
}
