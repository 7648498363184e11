import InsightsQuery
import InsightsTime
import TestSupport
import Testing

/// Results depend on neither threads nor blocks.
@Suite("Parallel scans")
struct ParallelScanTests {
    static let window = TimeWindow(from: nil, to: Timestamp(secondsSinceEpoch: 1 << 40))

    private static func settings(threads: Int, blockRows: Int) -> ScanSettings {
        var settings = ScanSettings()
        settings.threads = threads
        settings.blockRows = blockRows
        settings.rowsPerThread = 1
        return settings
    }

    @Test("Threads and blocks of any number give what one of each gives", arguments: UInt64(1)...25)
    func agreement(seed: UInt64) throws {
        var worlds = WorldGenerator(seed: seed &* 77)
        let world = worlds.world()
        let dataset = world.datasets[0]
        let table = try makeTable(dataset.schema, rows: dataset.rows)
        let catalog = Catalog([dataset.schema])
        for _ in 0..<30 {
            var generator = QueryGenerator(dataset, options: world.options, worlds: worlds)
            let query = try catalog.prepare(generator.query(), options: world.options)
            worlds = generator.worlds
            let window = query.timespan.window(endingAt: world.now)
            let serial = try query.run(
                on: table, window: window, rowLimit: nil, budget: .unlimited,
                settings: Self.settings(threads: 1, blockRows: 1 << 20))
            for (threads, blockRows) in [(1, 2), (2, 3), (3, 16), (7, 5)] {
                let parallel = try query.run(
                    on: table, window: window, rowLimit: nil, budget: .unlimited,
                    settings: Self.settings(threads: threads, blockRows: blockRows))
                #expect(parallel.printedRows == serial.printedRows, "\(threads) threads, blocks of \(blockRows)")
            }
        }
    }

    @Test("More keys than fit one number still make the right groups", arguments: [1, 2, 5])
    func wideKeys(threads: Int) throws {
        let names = (0..<12).map { "C\($0)" }
        let schema = TableSchema(
            name: "T", columns: names.map { ColumnSchema(name: $0, type: .integer) },
            metrics: [MetricSchema(name: "Total", type: .integer, function: .sum, source: "C0")])
        var random = SeededGenerator(seed: 5)
        let rows = (0..<300).map { _ in names.map { _ in random.pick(["1", "2000000000", "", "-9000000000000000000"]) }
        }
        let text = "SELECT \(names.joined(separator: ", ")), Total FROM T"
        let result = try Catalog([schema]).prepare(text).run(
            on: makeTable(schema, rows: rows), window: Self.window, rowLimit: nil, budget: .unlimited,
            settings: Self.settings(threads: threads, blockRows: 7))
        let expected = ReferenceEvaluator(schema: schema, rows: rows).run(
            try QueryParser.parse(text), window: Self.window)
        #expect(result.printedRows == expected)
    }

    @Test("Sums past 64 bits stay exact on any number of threads", arguments: [1, 4])
    func wideSums(threads: Int) throws {
        let schema = TableSchema(
            name: "T", columns: [ColumnSchema(name: "Large", type: .integer)],
            metrics: [MetricSchema(name: "Total", type: .integer, function: .sum, source: "Large")])
        let rows = Array(repeating: ["9223372036854775807"], count: 100)
        let result = try Catalog([schema]).prepare("SELECT Total FROM T").run(
            on: makeTable(schema, rows: rows), window: Self.window, rowLimit: nil, budget: .unlimited,
            settings: Self.settings(threads: threads, blockRows: 9))
        #expect(result.printedRows == [["922337203685477580700"]])
    }

    @Test("An ordered limit over more rows than are kept at a time", arguments: [1, 3])
    func manyCandidates(threads: Int) throws {
        let schema = TableSchema(
            name: "T", columns: [ColumnSchema(name: "Id", type: .integer), ColumnSchema(name: "Mod", type: .integer)])
        let rows = (0..<150_000).map { ["\($0)", "\($0 * 7919 % 1000)"] }
        let result = try Catalog([schema]).prepare("SELECT Id, Mod FROM T ORDER BY Mod DESC LIMIT 200").run(
            on: makeTable(schema, rows: rows), window: Self.window, rowLimit: nil, budget: .unlimited,
            settings: Self.settings(threads: threads, blockRows: 1000))
        let expected = rows.filter { ["999", "998"].contains($0[1]) }.sorted { $0[1] > $1[1] }
        #expect(result.printedRows == Array(expected.prefix(200)))
    }

    @Test("Text written by several threads is that of one", arguments: [(1, 1), (2, 10), (3, 100), (5, 100_000)])
    func export(threads: Int, pieceSize: Int) throws {
        var worlds = WorldGenerator(seed: 11)
        var dataset = worlds.world().datasets[0]
        while dataset.rows.isEmpty || dataset.schema.columns.count < 6 { dataset = worlds.world().datasets[0] }
        let schema = dataset.schema
        var rows = dataset.rows
        while rows.count < 500 { rows += dataset.rows }
        let table = try makeTable(schema, rows: rows)
        let names = schema.columns.map(\.name)
        for list in [names, Array(names.suffix(2)), [names[0]]] {
            let text = "SELECT \(list.joined(separator: ", ")) FROM \(schema.name)"
            let result = try Catalog([schema]).prepare(text).run(on: table, window: Self.window)
            for format in [DelimitedFormat.csv, .tsv] {
                var writer = DelimitedWriter(result, format: format)
                var bytes: [UInt8] = []
                writer.writeAll(threads: threads, pieceSize: pieceSize) { bytes += $0 }
                #expect(String(decoding: bytes, as: UTF8.self) == DelimitedWriterTests.written(result, format))
                #expect(writer.next(atLeast: 1) == nil)
            }
        }
    }

    @Test("Numbers of every length are printed as their values say")
    func printing() throws {
        let schema = TableSchema(
            name: "T", columns: [ColumnSchema(name: "W", type: .integer), ColumnSchema(name: "D", type: .decimal)])
        var rows = [["9223372036854775807", "0"], ["-9223372036854775808", "-0.00001"], ["0", "100"]]
        var power: Int64 = 1
        for _ in 0..<13 {
            rows += [
                ["\(power)", "\(power)"], ["\(-power)", "-\(power).5"], ["\(power - 1)", "0.\(power % 100_000)"],
            ]
            power *= 10
        }
        let table = try makeTable(schema, rows: rows)
        let result = try Catalog([schema]).prepare("SELECT W, D FROM T").run(on: table, window: Self.window)
        var expected = "W,D\r\n"
        for row in result.printedRows { expected += row.joined(separator: ",") + "\r\n" }
        #expect(DelimitedWriterTests.written(result, .csv) == expected)
    }
}
