import InsightsQuery
import InsightsTime
import TestSupport
import Testing

/// Row counts at which the engine takes other ways than on a handful of rows.
@Suite("Large tables")
struct LargeTableTests {
    static let schema = TableSchema(
        name: "T",
        columns: [
            ColumnSchema(name: "Id", type: .integer), ColumnSchema(name: "Wide", type: .integer),
            ColumnSchema(name: "Word", type: .string), ColumnSchema(name: "Amount", type: .decimal),
        ],
        metrics: [
            MetricSchema(name: "Total", type: .decimal, function: .sum, source: "Amount"),
            MetricSchema(name: "Words", type: .integer, function: .countDistinct, source: "Word"),
        ])

    static let rows: [[String]] = {
        var random = SeededGenerator(seed: 7)
        return (0..<5000).map { row in
            let wide = Int64.random(in: 0..<500, using: &random) * 18_014_398_509_481_984
            let word = random.once(in: 10) ? "" : "word\(Int.random(in: 0..<900, using: &random))"
            return ["\(row)", "\(wide)", word, "\(Int.random(in: -50...50, using: &random)).25"]
        }
    }()

    static let reference = ReferenceEvaluator(schema: schema, rows: rows)

    static let queries = [
        "SELECT Id, Wide FROM T ORDER BY Wide LIMIT 10",
        "SELECT Id, Word FROM T ORDER BY Word ASC, Amount DESC LIMIT 100",
        "SELECT Id FROM T ORDER BY Word DESC, Wide ASC",
        "SELECT Wide, Word, Total FROM T",
        "SELECT Wide, Total, Words FROM T ORDER BY Total LIMIT 7",
        "SELECT Word, Wide, Total FROM T WHERE Total > 100 ORDER BY Word, Total LIMIT 30",
        "SELECT DISTINCT Word FROM T ORDER BY Wide",
        "SELECT Total, Words FROM T WHERE Word LIKE '%1%' AND Amount NOT IN (1.25, 2.25, -3.25)",
    ]

    @Test("Hashing, heaps and growing tables agree with the plain evaluator", arguments: queries)
    func agreement(_ text: String) throws {
        let table = try makeTable(Self.schema, rows: Self.rows)
        let window = TimeWindow(from: nil, to: Timestamp(secondsSinceEpoch: 0))
        let expected = Self.reference.run(try QueryParser.parse(text), window: window)
        let result = try Catalog([Self.schema]).prepare(text).run(on: table, window: window)
        #expect(result.printedRows == expected)
        #expect(!expected.isEmpty)
    }

    @Test("Many queries may run on one table at a time")
    func concurrency() async throws {
        let table = try makeTable(Self.schema, rows: Array(Self.rows.prefix(2000)))
        let query = try Catalog([Self.schema]).prepare("SELECT Word, Total FROM T WHERE Word != 'x' ORDER BY Word")
        let window = TimeWindow(from: nil, to: Timestamp(secondsSinceEpoch: 0))
        let results = await withTaskGroup(of: [[String]].self) { group in
            for _ in 0..<8 { group.addTask { query.run(on: table, window: window).printedRows } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.count == 8)
        #expect(Set(results).count == 1)
    }

    @Test("Repeated items of ORDER BY cost nothing")
    func repeatedOrderings() throws {
        let items = Array(repeating: "Id ASC, Word, Total", count: 5000).joined(separator: ",")
        let text = "SELECT Wide FROM T ORDER BY \(items) LIMIT 3"
        let short = "SELECT Wide FROM T ORDER BY Id ASC, Word, Total LIMIT 3"
        let table = try makeTable(Self.schema, rows: Self.rows)
        let window = TimeWindow(from: nil, to: Timestamp(secondsSinceEpoch: 0))
        let catalog = Catalog([Self.schema])
        #expect(
            try catalog.prepare(text).run(on: table, window: window).printedRows
                == catalog.prepare(short).run(on: table, window: window).printedRows)
    }
}
