import InsightsHTTP
import InsightsServer
import InsightsTime
import TestSupport
import Testing

struct DeadlineHeapTests {
    @Test("Entries come out by their instants, and none before its time", arguments: 0..<20 as Range<UInt64>)
    func order(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let instants = (0..<50).map { _ in UInt64.random(in: 1...30, using: &generator) }
        var heap = DeadlineHeap<UInt64>()
        for instant in instants { heap.insert(MonotonicTime(nanoseconds: instant), instant) }
        var popped: [UInt64] = []
        for now in 0...30 as ClosedRange<UInt64> {
            while let entry = heap.popDue(MonotonicTime(nanoseconds: now)) {
                #expect(entry.deadline.nanoseconds == now)
                #expect(entry.token == now)
                popped.append(entry.token)
            }
            if let earliest = heap.earliest { #expect(earliest.nanoseconds > now) }
        }
        #expect(popped == instants.sorted())
        #expect(heap.earliest == nil)
    }
}
