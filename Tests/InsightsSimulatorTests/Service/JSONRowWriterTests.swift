import InsightsJSON
import InsightsQuery
import InsightsTime
import TestSupport
import Testing

/// The rows of test queries, against a writer that takes one value at a time.
@Suite("Rows as JSON")
struct JSONRowWriterTests {
    /// Texts with everything that JSON escapes, at every distance from the ends of chunks, and what it must not touch.
    private static let texts: [String] = {
        var texts = ["a", "null", "\u{7F}", "\u{0}", "é", "\u{1F600}", "\u{2028}", "e\u{301}", "\u{FEFF}x", "\\u0041"]
        for special in ["\"", "\\", "\n", "\r", "\t", "\u{1}", "\u{1F}", "\u{7F}", "\u{80}", "\u{1F600}"] {
            for count in [0, 1, 6, 7, 8, 9, 14, 15, 16, 17, 23, 24, 31, 32, 33] {
                texts.append(String(repeating: "x", count: count) + special + String(repeating: "y", count: 40 - count))
                texts.append(String(repeating: "x", count: count) + special)
            }
        }
        texts.append(String(repeating: "\u{1}", count: 100))
        return texts
    }()

    private static let cells: [ColumnType: [String]] = [
        .string: texts,
        .guid: ["0a1b2c3d-0000-4000-8000-123456789abc", ""],
        .integer: ["0", "-1", "9223372036854775807", "-9223372036854775808", "42", ""],
        .decimal: ["0", "-0.5", "12.50", "100", "-99999999999999.99", "0.01", "-0.001", ""],
        .boolean: ["1", "0", ""],
        .date: ["0001-01-01", "1969-12-31", "2024-02-29", "9999-12-31", ""],
        .month: ["2021-01-01", "1969-12-01", ""],
        .datetime: ["0001-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "2024-02-29T12:34:56Z", ""],
    ]

    private struct Trial {
        var random: SeededGenerator
        let schema: TableSchema
        let table: Table

        init(seed: UInt64) throws {
            var random = SeededGenerator(seed: seed)
            let types = (0..<Int.random(in: 1...12, using: &random)).map { _ in
                ColumnType.allCases.randomElement(using: &random) ?? .string
            }
            var columns = types.enumerated().map { index, type in
                ColumnSchema(name: "Column\(index)", type: type, isSensitive: Bool.random(using: &random))
            }
            columns.append(ColumnSchema(name: "Amount", type: .integer))
            let schema = TableSchema(
                name: "T", columns: columns,
                metrics: [
                    MetricSchema(name: "Total", type: .integer, function: .sum, source: "Amount"),
                    MetricSchema(name: "Kinds", type: .integer, function: .countDistinct, source: "Column0"),
                ])
            let rows = [0, 1, 2, 127, 128, 129, 300].randomElement(using: &random) ?? 1
            let spelling = Bool.random(using: &random)
            var builder = TableBuilder(schema: schema)
            for _ in 0..<rows {
                for (field, column) in columns.enumerated() {
                    var cell = JSONRowWriterTests.cells[column.type]?.randomElement(using: &random) ?? ""
                    if column.type == .boolean, spelling, !cell.isEmpty { cell = cell == "1" ? "True" : "false" }
                    try builder.append(cell, toField: field)
                }
                builder.endRow()
            }
            var table = builder.finish()
            if Bool.random(using: &random) {
                table = table.shifted(byMonths: Int.random(in: -30_000...120_000, using: &random))
            }
            if Int.random(in: 0..<4, using: &random) == 0 { table = table.redactingSensitiveFields() }
            self.schema = schema
            self.table = table
            self.random = random
        }

        /// Returns the rows of a random query.
        mutating func result() throws -> ResultSet {
            let names = schema.columns.map(\.name)
            var selected = (0..<Int.random(in: 1...15, using: &random)).map { _ in
                names.randomElement(using: &random) ?? "Amount"
            }
            if Int.random(in: 0..<3, using: &random) == 0 { selected += ["Total", "Kinds"] }
            var text = "SELECT \(selected.joined(separator: ", ")) FROM T"
            if Bool.random(using: &random) { text += " WHERE Amount != '42'" }
            if Bool.random(using: &random) { text += " ORDER BY \(selected[0]) DESC" }
            let window = TimeWindow(from: nil, to: Timestamp(secondsSinceEpoch: 0))
            return try Catalog([schema]).prepare(text).run(
                on: table, window: window, rowLimit: [nil, 1, 100, 128, 129].randomElement(using: &random) ?? nil)
        }
    }

    private static func plain(_ result: ResultSet, _ rows: Range<Int>) -> String {
        var writer = JSONWriter()
        writer.array { writer in for row in rows { writer.row(row, of: result) } }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static func columnar(_ result: ResultSet, _ rows: Range<Int>) -> String {
        "[" + String(decoding: JSONRowWriter(result).objects(rows), as: UTF8.self) + "]"
    }

    @Test("A block of rows has the bytes that a writer of single values gives", arguments: 0..<400)
    func agreement(seed: Int) throws {
        var trial = try Trial(seed: UInt64(seed))
        let result = try trial.result()
        let rows = 0..<result.rowCount
        #expect(Self.columnar(result, rows) == Self.plain(result, rows))
        let part = Int.random(in: rows.lowerBound...rows.upperBound, using: &trial.random)
        #expect(Self.columnar(result, part..<rows.upperBound) == Self.plain(result, part..<rows.upperBound))
    }

    @Test("Every escape, at every distance from the end of a chunk")
    func escapes() throws {
        let schema = TableSchema(name: "T", columns: [ColumnSchema(name: "A", type: .string)])
        var builder = TableBuilder(schema: schema)
        for text in Self.texts {
            try builder.append(text, toField: 0)
            builder.endRow()
        }
        let window = TimeWindow(from: nil, to: Timestamp(secondsSinceEpoch: 0))
        let result = try Catalog([schema]).prepare("SELECT A FROM T").run(on: builder.finish(), window: window)
        #expect(result.rowCount == Self.texts.count)
        for row in 0..<result.rowCount {
            #expect(Self.columnar(result, row..<row + 1) == Self.plain(result, row..<row + 1))
        }
        #expect(Self.columnar(result, 0..<result.rowCount) == Self.plain(result, 0..<result.rowCount))
    }

    @Test("A sum beyond 64 bits keeps all its digits")
    func wideSum() throws {
        let schema = TableSchema(
            name: "T", columns: [ColumnSchema(name: "A", type: .integer)],
            metrics: [MetricSchema(name: "Total", type: .integer, function: .sum, source: "A")])
        var builder = TableBuilder(schema: schema)
        for _ in 1...3 {
            try builder.append("-9223372036854775808", toField: 0)
            builder.endRow()
        }
        let window = TimeWindow(from: nil, to: Timestamp(secondsSinceEpoch: 0))
        let result = try Catalog([schema]).prepare("SELECT Total FROM T").run(on: builder.finish(), window: window)
        #expect(Self.columnar(result, 0..<1) == #"[{"Total":-27670116110564327424}]"#)
    }
}
