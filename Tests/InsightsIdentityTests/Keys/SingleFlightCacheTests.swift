import Synchronization
import Testing

@testable import InsightsIdentity

@Suite("Values that are made once")
struct SingleFlightCacheTests {
    /// Makes numbers, and counts how often.
    private final class Maker: Sendable {
        let count = Atomic(0)

        func make(_ number: Int) -> Int {
            count.add(1, ordering: .relaxed)
            return number * 10
        }
    }

    @Test("A value is made at its first use, and cached")
    func once() {
        let cache = SingleFlightCache<Int, Int>(capacity: 2)
        let maker = Maker()
        #expect(!cache.holds(1))
        for _ in 0..<3 { #expect(cache.value(1) { maker.make(1) } == 10) }
        #expect(cache.holds(1))
        #expect(maker.count.load(ordering: .relaxed) == 1)
    }

    @Test("At the capacity all values stay; past it the least recently used one is evicted")
    func capacity() {
        let cache = SingleFlightCache<Int, Int>(capacity: 2)
        let maker = Maker()
        for number in [1, 2, 1] { _ = cache.value(number) { maker.make(number) } }
        #expect(cache.holds(1) && cache.holds(2))
        _ = cache.value(3) { maker.make(3) }
        #expect(cache.holds(1) && !cache.holds(2) && cache.holds(3))
        #expect(cache.value(2) { maker.make(2) } == 20)
        #expect(maker.count.load(ordering: .relaxed) == 4)
    }

    @Test("Concurrent callers get one value, and none waits for another value")
    func together() async {
        let cache = SingleFlightCache<Int, Int>(capacity: 100)
        let maker = Maker()
        await withTaskGroup(of: Int.self) { group in
            for index in 0..<200 { group.addTask { cache.value(index % 4) { maker.make(index % 4) } } }
            for await value in group { #expect([0, 10, 20, 30].contains(value)) }
        }
        #expect(maker.count.load(ordering: .relaxed) == 4)
        // While one is made, another is.
        let value = cache.value(50) { cache.value(51) { maker.make(51) } + 1 }
        #expect(value == 511)
    }
}
