import InsightsQuery
import Testing

@Suite("Random queries")
struct RandomQueryTests {
    @Test("The engine agrees with the plain evaluator", arguments: UInt64(1)...40)
    func agreement(seed: UInt64) throws {
        var generator = QueryGenerator(seed: seed)
        let schema = QueryGenerator.schema(timeColumn: [nil, "Day", "Month", "At"][Int(seed % 4)])
        let rows = generator.rows(schema)
        let table = try makeTable(schema, rows: rows)
        let reference = ReferenceEvaluator(schema: schema, rows: rows)
        let catalog = Catalog([schema])
        let now = try #require(Timestamp("2021-05-31T12:30:00Z"))
        var filled = 0
        for _ in 0..<50 {
            let text = generator.query(schema)
            let statement = try QueryParser.parse(text)
            #expect(try QueryParser.parse(statement.description) == statement)
            let query = try catalog.bind(statement)
            let window = query.timespan.window(endingAt: now)
            let rowLimit = generator.random.once(in: 5) ? Int.random(in: 0...20, using: &generator.random) : nil
            let expected = reference.run(statement, window: window, rowLimit: rowLimit)
            let result = query.run(on: table, window: window, rowLimit: rowLimit)
            #expect(result.printedRows == expected, "seed \(seed): \(text)")
            filled += expected.isEmpty ? 0 : 1
        }
        // Queries that find nothing agree easily.
        #expect(rows.isEmpty || rows.count == 1 || filled >= 10)
    }
}
