import InsightsQuery
import InsightsTime
import Testing

@testable import InsightsFixtures

/// Reading in large pieces on several threads against reading field by field.
@Suite("Bulk loader")
struct BulkLoaderTests {
    static let schema = TableSchema(
        name: "T",
        columns: [
            ColumnSchema(name: "Key", type: .guid), ColumnSchema(name: "Name", type: .string),
            ColumnSchema(name: "Count", type: .integer), ColumnSchema(name: "Price", type: .decimal),
            ColumnSchema(name: "Flag", type: .boolean), ColumnSchema(name: "Day", type: .date),
            ColumnSchema(name: "Month", type: .month), ColumnSchema(name: "At", type: .datetime),
        ])

    private static func cell(_ field: ColumnSchema, _ random: inout SeededGenerator) -> String {
        if random.number(in: 0...9) == 0 { return "" }
        switch field.type {
        case .guid: return "0f8b7fa0-eb83-a183-1225-ca153ef807a\(random.number(in: 0...9))"
        case .string:
            return random.pick([
                "a", "Zoë 日本", "\"a,b\"", "\"say \"\"hi\"\"\"", "\"two\nlines\"", "\"\r\n\"", "\"\"", "a\tb",
                "twelve bytes", "exactly 8", "12345678", "x\(random.number(in: 0...99))",
                "a text of more than one word",
            ])
        case .integer: return random.pick(["0", "-7", "123456789012345678", "9223372036854775807", "007", "12"])
        case .decimal: return random.pick(["1", "-2.5", "0.1250", "10.00", "3.14159", "-0", "\"7.5\""])
        case .boolean: return random.pick(["1", "0", "true", "FALSE", "tRue"])
        case .date: return random.pick(["2021-02-28", "2020-02-29", "0001-01-01", "9999-12-31"])
        case .month: return random.pick(["2021-02-01", "2020-12-01"])
        case .datetime: return random.pick(["2021-02-28T23:59:59Z", "1969-12-31T00:00:00Z"])
        }
    }

    private static func text(rows: Int, _ random: inout SeededGenerator) -> [UInt8] {
        let lineEnd = random.pick(["\n", "\r\n"])
        let fields = schema.columns.enumerated().sorted { ($0.offset * 3) % 8 < ($1.offset * 3) % 8 }.map(\.element)
        var lines = [fields.map(\.name).joined(separator: ",")]
        for _ in 0..<rows { lines.append(fields.map { cell($0, &random) }.joined(separator: ",")) }
        let text = lines.joined(separator: lineEnd) + random.pick([lineEnd, ""])
        return Array((random.pick(["", "\u{FEFF}"]) + text).utf8)
    }

    /// A table with two runs of adjacent texts: the first follows a number, the second ends the record.
    private static let repeating = TableSchema(
        name: "T",
        columns: [
            ColumnSchema(name: "Count", type: .integer), ColumnSchema(name: "Before", type: .string),
            ColumnSchema(name: "Key", type: .guid), ColumnSchema(name: "Name", type: .string),
            ColumnSchema(name: "Offer", type: .string), ColumnSchema(name: "Price", type: .decimal),
            ColumnSchema(name: "Left", type: .string), ColumnSchema(name: "Right", type: .string),
        ])

    /// Returns rows that repeat the texts of some entities: most of these are long, some have quotes and line ends.
    private static func repeatingText(rows: Int, entities: Int, _ random: inout SeededGenerator) -> [UInt8] {
        let lineEnd = random.pick(["\n", "\r\n"])
        let runs = (0..<entities).map { entity in
            let key = "0f8b7fa0-eb83-a183-1225-ca153e\(100_000 + entity)"
            let name = random.pick(["Zoë \(entity)", "\"a,b \(entity)\"", "\"two\nlines\"", "", "\"say \"\"hi\"\"\""])
            let offer = random.pick(["", "x", "An offer of more than one word", "exactly 8"])
            return ("\(random.pick([key, key, ""])),\(name),\(offer)", "a common beginning of forty characters,\(name)")
        }
        var lines = [repeating.columns.map(\.name).joined(separator: ",")]
        for row in 0..<rows {
            let (first, last) = (runs[random.number(in: 0...entities - 1)], runs[random.number(in: 0...entities - 1)])
            let count = random.pick(["", "\(row)", "-123456789", "12345678", "1234567", "\"7\""])
            let before = random.pick(["", "b", "\"x\ny\"", "\",\""])
            let price = random.pick(["", "1234.567", "12345.67", "0.5", "-1.25", "1.10", "123456.789", "7"])
            lines.append("\(count),\(before),\(first.0),\(price),\(last.1)")
        }
        return Array((lines.joined(separator: lineEnd) + random.pick([lineEnd, ""])).utf8)
    }

    private static func bulk(_ text: [UInt8], threads: Int, piece: Int, schema: TableSchema = schema) -> Table? {
        let loader = BulkLoader(
            schema: schema, source: MemorySource(bytes: text), threads: threads, pieceSize: piece, bytesPerThread: 64)
        return TableLoader(schema: schema, file: "T.csv").loadInBulk(loader)
    }

    private static func fieldByField(_ text: [UInt8], schema: TableSchema = schema) -> Table? {
        var text = text
        return try? text.withUnsafeMutableBytes { try TableLoader(schema: schema, file: "T.csv").load($0) }
    }

    private static func csv(_ table: Table) throws -> [UInt8] {
        let names = table.schema.columns.map(\.name).joined(separator: ", ")
        let query = try Catalog([table.schema]).prepare("SELECT \(names) FROM T TIMESPAN LIFETIME")
        let window = TimeWindow(from: nil, to: Timestamp(secondsSinceEpoch: 1 << 40))
        var writer = DelimitedWriter(query.run(on: table, window: window), format: .csv)
        var bytes: [UInt8] = []
        while let piece = writer.next(atLeast: 1 << 16) { bytes += piece }
        return bytes
    }

    @Test("Any number of pieces and threads gives the table that single fields give", arguments: 0..<40)
    func agreement(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed), stream: "bulk")
        let text = Self.text(rows: [0, 1, 3, 50, 400][seed % 5], &random)
        let expected = try Self.csv(#require(Self.fieldByField(text)))
        for threads in 1...4 {
            let piece = random.pick([100, 257, 1000, 1 << 20])
            let table = try #require(Self.bulk(text, threads: threads, piece: piece))
            #expect(try Self.csv(table) == expected, "\(threads) threads, pieces of \(piece)")
        }
    }

    @Test("Rows that repeat texts give the table that single fields give", arguments: 0..<20)
    func repetition(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed), stream: "bulk repetition")
        let entities = [1, 3, 20, 200][seed % 4]
        let text = Self.repeatingText(rows: 600, entities: entities, &random)
        let expected = try Self.csv(#require(Self.fieldByField(text, schema: Self.repeating)))
        for threads in 1...3 {
            let piece = random.pick([300, 1000, 4096, 1 << 20])
            let table = try #require(Self.bulk(text, threads: threads, piece: piece, schema: Self.repeating))
            #expect(try Self.csv(table) == expected, "\(threads) threads, pieces of \(piece)")
        }
    }

    @Test("Damaged rows that repeat texts are refused and taken as by single fields")
    func damagedRepetition() throws {
        var random = SeededGenerator(seed: 4, stream: "bulk repetition")
        var taken = 0
        for round in 0..<150 {
            var text = Self.repeatingText(rows: 12, entities: 2, &random)
            let place = random.number(in: text.count / 2...text.count - 1)
            text[place] = random.pick(Array("\",\n\r\0 a-".utf8) + [0xC3])
            guard let table = Self.bulk(text, threads: 1, piece: 1 << (8 + round % 4), schema: Self.repeating) else {
                continue
            }
            taken += 1
            let expected = try #require(
                Self.fieldByField(text, schema: Self.repeating), "taken: \(String(decoding: text, as: UTF8.self))")
            #expect(try Self.csv(table) == Self.csv(expected))
        }
        #expect(taken > 5)
    }

    @Test("Rows that never repeat, more than are tried, give the table that single fields give")
    func withoutRepetition() throws {
        let schema = TableSchema(
            name: "T", columns: [ColumnSchema(name: "A", type: .string), ColumnSchema(name: "B", type: .string)])
        var text = Array("A,B\n".utf8)
        for row in 0..<70_000 { text += "a common beginning of more than 32 bytes,\(row)\n".utf8 }
        for row in 0..<10 { text += "a common beginning of more than 32 bytes,\(row)\n".utf8 }
        let table = try #require(Self.bulk(text, threads: 1, piece: 1 << 20, schema: schema))
        let query = try Catalog([schema]).prepare("SELECT A, B FROM T TIMESPAN LIFETIME")
        let window = TimeWindow(from: nil, to: Timestamp(secondsSinceEpoch: 1 << 40))
        var writer = DelimitedWriter(query.run(on: table, window: window), format: .csv)
        var bytes: [UInt8] = []
        while let piece = writer.next(atLeast: 1 << 16) { bytes += piece }
        #expect(bytes.filter { $0 != UInt8(ascii: "\r") } == text)
    }

    @Test("Pieces refuse and accept the same texts as single fields")
    func damage() throws {
        var random = SeededGenerator(seed: 3, stream: "bulk damage")
        var taken = 0
        for round in 0..<250 {
            var text = Self.text(rows: 3, &random)
            for _ in 0..<random.number(in: 1...2) where !text.isEmpty {
                let place = random.number(in: 0...text.count - 1)
                let byte = random.pick(Array("\",\n\r\0\t0-.:Z\u{7F}a".utf8) + [0x80, 0xC3, 0xFF])
                switch random.number(in: 0...3) {
                case 0: text[place] = byte
                case 1: text.insert(byte, at: place)
                case 2: text.remove(at: place)
                default: text.removeLast(min(text.count, 3))
                }
            }
            guard let table = Self.bulk(text, threads: 1 + round % 3, piece: 64 << (round % 4)) else { continue }
            taken += 1
            let expected = try #require(Self.fieldByField(text), "taken: \(String(decoding: text, as: UTF8.self))")
            #expect(try Self.csv(table) == Self.csv(expected))
        }
        #expect(taken > 5)
    }
}
