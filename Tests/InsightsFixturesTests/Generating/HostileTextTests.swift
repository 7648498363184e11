import InsightsAPI
import InsightsJSON
import InsightsTime
import Testing

@testable import InsightsFixtures

/// Damaged files are refused or read, never trapped on; the damage is the same in every run.
@Suite("Hostile text")
struct HostileTextTests {
    /// Returns a text with some bytes replaced, removed, doubled or cut off.
    private static func damaged(_ text: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        let spice: [UInt8] = Array("\",\n\r{}[]:\\0-.eu".utf8) + [0x00, 0x7F, 0x80, 0xC3, 0xED, 0xEF, 0xF4, 0xFF]
        var text = text
        for _ in 0..<random.number(in: 1...4) where !text.isEmpty {
            let place = random.number(in: 0...text.count - 1)
            switch random.number(in: 0...4) {
            case 0: text[place] = random.pick(spice)
            case 1: text.remove(at: place)
            case 2: text.insert(random.pick(spice), at: place)
            case 3: text.insert(contentsOf: text[place...].prefix(20), at: place)
            default: text.removeLast(min(text.count, random.number(in: 0...text.count / 8)))
            }
        }
        return text
    }

    @Test("A damaged CSV text loads or is refused with an existing line")
    func rows() throws {
        let dataset = try #require(CommittedFixtures.store.catalogue.dataset(program: "mpn", named: "Profile"))
        let good = try FileReading.bytes(ofFile: "\(CommittedFixtures.folder)/mpn/Profile.csv")
        var random = SeededGenerator(seed: 1, stream: "damaged rows")
        var refused = 0
        for _ in 0..<3000 {
            var text = Self.damaged(good, &random)
            let lines = 1 + text.count { $0 == 0x0A }
            do {
                _ = try text.withUnsafeMutableBytes {
                    try TableLoader(schema: dataset.schema(.year2021), file: "Profile.csv").load($0)
                }
            } catch FixtureError.mismatch(let mismatch) {
                refused += 1
                #expect((1...lines).contains(mismatch.place.line ?? 0))
            } catch FixtureError.malformed(_, let line, let column, _) {
                refused += 1
                #expect((1...lines).contains(line) && column >= 1)
            }
        }
        #expect(refused > 500)
    }

    @Test("A damaged file of tenants loads or is refused, and a parsed one is written back the same")
    func tenants() throws {
        let good = try FileReading.bytes(ofFile: "\(CommittedFixtures.folder)/tenants.json")
        var random = SeededGenerator(seed: 1, stream: "damaged tenants")
        var refused = 0
        for _ in 0..<1000 {
            let text = Self.damaged(good, &random)
            do {
                _ = try Tenant.parse(FixtureDocument(parsing: text, file: "tenants.json"))
            } catch {
                refused += 1
            }
            if let value = try? JSONParser.parse(text) {
                #expect(try JSONParser.parse(JSONWriter.encode(value)) == value)
            }
        }
        #expect(refused > 300)
    }
}
