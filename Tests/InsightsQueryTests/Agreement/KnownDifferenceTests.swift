import InsightsQuery
import InsightsTime
import Testing

/// A query that SQLite answers otherwise, on purpose; what random queries are made of avoids these.
struct KnownDifference: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// The only text in the table.
    let text: String
    let condition: String
    /// Whether the engine, the plain evaluator too, finds the row.
    let isFound: Bool
    /// Whether SQLite does.
    let isFoundBySQLite: Bool

    static let all = [
        KnownDifference(
            testDescription: "SQLite's LIKE takes the noncharacter U+FFFF for U+FFFD", text: "\u{FFFF}",
            condition: "Name LIKE '\u{FFFD}'", isFound: false, isFoundBySQLite: true),
        KnownDifference(
            testDescription: "SQLite's LIKE takes the noncharacter U+FFFE for U+FFFD", text: "\u{FFFE}",
            condition: "Name LIKE '\u{FFFD}'", isFound: false, isFoundBySQLite: true),
        KnownDifference(
            testDescription: "SQLite's LIKE ends the text at a NUL", text: "a\0b",
            condition: "Name LIKE 'a'", isFound: false, isFoundBySQLite: true),
        KnownDifference(
            testDescription: "SQLite's LIKE ends the pattern at a NUL", text: "a",
            condition: "Name LIKE 'a\0b'", isFound: false, isFoundBySQLite: true),
    ]
}

@Suite("Known differences from SQLite")
struct KnownDifferenceTests {
    @Test("Each one still exists", arguments: KnownDifference.all)
    func difference(_ difference: KnownDifference) throws {
        let schema = TableSchema(name: "T", columns: [ColumnSchema(name: "Name", type: .string)])
        let rows = [[difference.text]]
        let statement = try QueryParser.parse("SELECT Name FROM T WHERE \(difference.condition)")
        let now = Timestamp(secondsSinceEpoch: 0)
        let window = TimeWindow(from: nil, to: now)
        let result = try Catalog([schema]).bind(statement).run(on: makeTable(schema, rows: rows), window: window)
        #expect(result.rowCount == (difference.isFound ? 1 : 0))
        let reference = ReferenceEvaluator(schema: schema, rows: rows).run(statement, window: window)
        #expect(reference.count == result.rowCount)
        let oracle = try SQLiteOracle(schema: schema, rows: rows).rows(statement, now: now)
        #expect(oracle.count == (difference.isFoundBySQLite ? 1 : 0))
        #expect(oracle.count != result.rowCount, "the difference has gone: take it off the list")
    }
}
