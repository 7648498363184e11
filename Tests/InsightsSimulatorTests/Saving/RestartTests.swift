import InsightsFixtures
import InsightsStore
import InsightsTime
import TestSupport
import Testing

@testable import InsightsSimulator

@Suite("State that outlasts a simulator")
struct RestartTests {
    @Test(
        "Random calls give the same bytes on a simulator that is closed and opened again on the way",
        arguments: KeptStore.allCases, 0..<12)
    func restarts(store: KeptStore, number: Int) throws {
        let folder = try StateFolder()
        var walk = try RestartWalk(seed: UInt64(number), open: store.opener(in: folder))
        var dice = Dice(state: UInt64(1000 + number))
        for _ in 0..<150 {
            try walk.step()
            if dice.roll(12) == 0 { try walk.restart() }
        }
        #expect(walk.successes > 40)
        try walk.close()
    }

    @Test("What was answered outlasts a simulator that ends without a word", arguments: 0..<12)
    func kills(number: Int) throws {
        let store = MemoryStateStore()
        var walk = try RestartWalk(seed: UInt64(500 + number)) { store }
        var kills = 0
        for _ in 0..<150 {
            try walk.step()
            if try walk.kill() { kills += 1 }
        }
        #expect(walk.successes > 40)
        #expect(kills > 5)
        try walk.close()
    }
}
