import InsightsAPI
import InsightsQuery
import InsightsRandomness
import InsightsTime
import TestSupport
import Testing

@testable import InsightsReports

/// The indexes of a tenant's state, compared with looking through everything.
@Suite("Indexes of records")
struct RecordTableTests {
    private struct Item: IdentifiedRecord, Equatable {
        let id: String
        var value = 0
    }

    @Test("After random changes a table holds what a plain array holds", arguments: 1...20)
    func table(seed: UInt64) throws {
        var dice = Dice(state: seed)
        var identifiers = IdentifierSource(seed: seed, purpose: "items")
        var (table, plain, removed) = (RecordTable<Item>(), [Item](), [String]())
        for _ in 0..<600 {
            let version = table.version
            switch dice.roll(5) {
            case 0, 1:
                let item = Item(id: identifiers.makeUUID())
                table.append(item)
                plain.append(item)
            case 2 where !plain.isEmpty:
                let index = dice.roll(plain.count)
                let slot = try #require(table.slot(id: plain[index].id.uppercased()))
                table.change(at: slot) { $0.value += 1 }
                plain[index].value += 1
                let latest = table.version
                #expect(table.version(at: slot) == latest)
            case 3,
                4 where !plain.isEmpty:
                // Long runs of removals make vacant slots go.
                for _ in 0..<min(plain.count, dice.roll(9)) {
                    let item = plain.remove(at: dice.roll(plain.count))
                    let slot = try #require(table.slot(id: item.id))
                    let gone = table.remove(at: slot)
                    #expect(gone == item)
                    removed.append(item.id)
                    _ = table.removeVacantSlots()
                }
            default: continue
            }
            #expect(table.all == plain)
            #expect(table.count == plain.count)
            #expect(table.version > version || table.all == plain)
            for item in plain { #expect(table.slot(id: item.id).map { table[$0] } == item) }
            let asked = plain.filter { _ in dice.roll(3) == 0 }.reversed().map(\.id) + ["none"]
            #expect(table.slots(ids: asked).map { table[$0].id } == plain.map(\.id).filter(asked.contains))
        }
        #expect(removed.allSatisfy { table.slot(id: $0) == nil })
    }

    @Test("Vacant slots go when there are more of them than the records and the allowance; one fewer stays")
    func vacantSlots() {
        var table = RecordTable<Item>()
        let allowed = RecordTable<Item>.vacantSlotsAllowed
        for number in 0..<(allowed + 3) { table.append(Item(id: "\(number)")) }
        for number in 0..<(allowed + 1) { _ = table.remove(at: number) }
        #expect(table.count == 2)
        let early = table.removeVacantSlots()
        #expect(!early)
        #expect(table.slot(id: "\(allowed + 2)") == allowed + 2)
        _ = table.remove(at: allowed + 1)
        let late = table.removeVacantSlots()
        #expect(late)
        #expect(table.slot(id: "\(allowed + 2)") == 0)
    }

    @Test("A queue of events gives what sorting gives", arguments: 1...20)
    func queue(seed: UInt64) {
        var dice = Dice(state: seed)
        var queue = EventQueue()
        var plain: [Int: Timestamp] = [:]
        for _ in 0..<1000 {
            let index = dice.roll(30)
            let due = dice.roll(4) == 0 ? nil : Timestamp(secondsSinceEpoch: dice.roll(20))
            if dice.roll(3) == 0, let first = queue.first {
                queue.replaceFirst(due: due)
                plain[first.index] = due
            } else {
                queue.set(due: due, for: index)
                plain[index] = due
            }
            let expected = plain.map { EventQueue.Entry(due: $0.value, index: $0.key) }.min()
            #expect(queue.first == expected)
            #expect(queue.count == plain.count)
        }
    }

    @Test("Executions are found where they are, also after many reports have gone", arguments: 1...5)
    func executions(seed: UInt64) throws {
        var dice = Dice(state: seed)
        var harness = StateHarness()
        var reports: [String] = []
        var seen: Set<String> = []
        for _ in 0..<150 {
            switch dice.roll(3) {
            case 0: reports.append(harness.schedule(inHours: 4, every: 4 + dice.roll(40)))
            case 1 where reports.count > 3: harness.delete(reports.remove(at: dice.roll(reports.count)))
            default: harness.wait(hours: dice.roll(300))
            }
            var expected: [String: String] = [:]
            for report in harness.state.reports {
                for execution in report.executions where execution.isInHistory(at: harness.now) {
                    expected[execution.id] = report.id
                }
            }
            #expect(harness.state.reports.map(\.id) == reports)
            seen.formUnion(expected.keys.prefix(20))
            for id in seen {
                let found = harness.state.execution(id: id, at: harness.now)
                #expect(found?.report.id == expected[id])
                #expect(found == nil || found?.execution.id == id)
            }
        }
        let id = try #require(seen.first)
        for other in ["none", id.uppercased()] {
            let found = harness.state.execution(id: other, at: harness.now)
            #expect(found == nil)
        }
    }

    @Test("The text of an identifier is read back, in either letter case; nothing else is an identifier")
    func identifiers() {
        var source = IdentifierSource(seed: 1, purpose: "texts")
        var same = source
        for _ in 0..<100 {
            let value = source.makeUUIDValue()
            #expect(same.makeUUID() == value.description)
            #expect(UUIDValue(value.description) == value)
            #expect(UUIDValue(value.description.uppercased()) == value)
        }
        let text = "01234567-89ab-cdef-0123-456789abcdef"
        #expect(UUIDValue(text)?.description == text)
        for other in [
            "", "-", text + "0", String(text.dropLast()), text.replacing("-", with: "0"),
            text.replacing("0", with: "g"),
            text.replacing("-", with: ""), text.replacing("a", with: "\u{E4}"),
        ] { #expect(UUIDValue(other) == nil, "\(other)") }
    }

    @Test("A key for many messages gives the digests of one for one")
    func keyedDigests() {
        for length in [0, 1, 32, 64, 65, 200] {
            let key = (0..<length).map { UInt8($0) }
            let many = HMACKey(key)
            for size in [0, 1, 63, 64, 65, 1000] {
                let message = [UInt8](repeating: 7, count: size)
                #expect(many.hmac(message) == Digest.hmac(message, key: key))
            }
        }
    }

    @Test("Keys are made on many threads, beside other work that uses and frees memory")
    func manyThreads() async {
        let message = Array("message".utf8)
        await withTaskGroup(of: Bool.self) { group in
            for thread in 0..<8 {
                group.addTask {
                    let key = [UInt8](repeating: UInt8(thread), count: 32)
                    let expected = Digest.hmac(message, key: key)
                    return (0..<500).allSatisfy { round in
                        let other = Array("text \(round)".utf8CString)
                        return HMACKey(key).hmac(message) == expected && !other.isEmpty
                    }
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}
