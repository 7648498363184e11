import InsightsQuery
import InsightsTime
import Testing

@Suite("Table builder")
struct TableBuilderTests {
    struct Cell: Sendable, CustomTestStringConvertible {
        var type: ColumnType
        var text: String
        /// The printed form of the cell, or the expected form.
        var outcome: String
        var testDescription: String { "\(type) \(text)" }
        init(_ type: ColumnType, _ text: String, _ outcome: String) {
            self.type = type
            self.text = text
            self.outcome = outcome
        }
    }

    static let accepted: [Cell] = [
        Cell(.string, " x ", " x "), Cell(.string, "日本", "日本"), Cell(.string, "\u{0}", "\u{0}"),
        Cell(.guid, "0F8b7fa0-eb83-a183-1225-ca153ef807aa", "0F8b7fa0-eb83-a183-1225-ca153ef807aa"),
        Cell(.integer, "0", "0"), Cell(.integer, "-0", "0"), Cell(.integer, "007", "7"),
        Cell(.integer, "9223372036854775807", "9223372036854775807"),
        Cell(.integer, "-9223372036854775808", "-9223372036854775808"),
        Cell(.decimal, "1", "1"), Cell(.decimal, "-1.50", "-1.5"), Cell(.decimal, "0.000", "0"),
        Cell(.decimal, "-0.05", "-0.05"), Cell(.decimal, "10", "10"), Cell(.decimal, "100.10", "100.1"),
        Cell(.decimal, "0.000000000000000001", "0.000000000000000001"),
        Cell(.decimal, "9223372036854775807", "9223372036854775807"),
        Cell(.decimal, "-9.223372036854775808", "-9.223372036854775808"),
        Cell(.decimal, "1.00000000000000000000000000000", "1"),
        Cell(.boolean, "1", "1"), Cell(.boolean, "FALSE", "FALSE"), Cell(.boolean, "tRue", "tRue"),
        Cell(.date, "2020-02-29", "2020-02-29"), Cell(.date, "0001-01-01", "0001-01-01"),
        Cell(.date, "9999-12-31", "9999-12-31"), Cell(.month, "2020-02-01", "2020-02-01"),
        Cell(.datetime, "2020-02-29T23:59:59Z", "2020-02-29T23:59:59Z"),
        Cell(.datetime, "1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"),
    ]

    static let rejected: [Cell] = [
        Cell(.guid, "x", "an identifier"), Cell(.guid, "0f8b7fa0-eb83-a183-1225-ca153ef807ag", "an identifier"),
        Cell(.guid, "0f8b7fa0eb83-a183-1225-ca153ef807aa-", "an identifier"),
        Cell(.integer, " 1", "a whole number"), Cell(.integer, "1.0", "a whole number"),
        Cell(.integer, "+1", "a whole number"), Cell(.integer, "-", "a whole number"),
        Cell(.integer, "1e3", "a whole number"), Cell(.integer, "9223372036854775808", "a whole number"),
        Cell(.integer, String(repeating: "9", count: 1000), "a whole number"),
        Cell(.decimal, ".5", "a decimal number"), Cell(.decimal, "5.", "a decimal number"),
        Cell(.decimal, "1,5", "a decimal number"), Cell(.decimal, "--1", "a decimal number"),
        Cell(.decimal, "1.2.3", "a decimal number"), Cell(.decimal, "NaN", "a decimal number"),
        Cell(.decimal, "1e400", "a decimal number"), Cell(.decimal, ".", "a decimal number"),
        Cell(.decimal, "0.0000000000000000001", "a decimal number that fits"),
        Cell(.decimal, "9223372036854775808", "a decimal number that fits"),
        Cell(.decimal, String(repeating: "9", count: 1000), "a decimal number"),
        Cell(.boolean, "yes", "1, 0, true or false"), Cell(.boolean, "2", "1, 0, true or false"),
        Cell(.boolean, "truey", "1, 0, true or false"), Cell(.boolean, " 1", "1, 0, true or false"),
        Cell(.date, "2021-02-29", "a date yyyy-MM-dd"), Cell(.date, "2021-2-9", "a date yyyy-MM-dd"),
        Cell(.date, "2021-02-01T00:00:00Z", "a date yyyy-MM-dd"), Cell(.date, "0000-01-01", "a date yyyy-MM-dd"),
        Cell(.month, "2021-02-02", "the first day of a month"), Cell(.month, "2021-02", "the first day of a month"),
        Cell(.datetime, "2021-02-01 00:00:00Z", "an instant"), Cell(.datetime, "2021-02-01T24:00:00Z", "an instant"),
        Cell(.datetime, "2021-02-01", "an instant"),
    ]

    private func schema(_ type: ColumnType) -> TableSchema {
        TableSchema(name: "T", columns: [ColumnSchema(name: "C", type: type)])
    }

    @Test("A valid cell is kept", arguments: accepted)
    func fits(_ cell: Cell) throws {
        let table = try makeTable(schema(cell.type), rows: [[cell.text], [""]])
        #expect(try table.select("C") == [[cell.outcome], ["NULL"]])
    }

    @Test("An invalid cell is rejected with the expected form", arguments: rejected)
    func doesNotFit(_ cell: Cell) throws {
        let rejection = try #require(throws: CellRejection.self) {
            try makeTable(schema(cell.type), rows: [[cell.text]])
        }
        #expect(rejection.field == "C")
        #expect(rejection.expected.hasPrefix(cell.outcome))
        #expect(rejection.found.count <= 61)
        #expect(rejection.description.contains("C: expected \(cell.outcome)"))
    }

    @Test("Bytes that are not UTF-8 are rejected")
    func invalidText() throws {
        var builder = TableBuilder(schema: schema(.string))
        let bytes: [UInt8] = [0x61, 0xff, 0xc0]
        let rejection = #expect(throws: CellRejection.self) {
            try bytes.withUnsafeBytes { try builder.append($0, toField: 0) }
        }
        #expect(rejection?.expected == "UTF-8 text")
    }

    @Test("A longer fraction rescales the earlier cells, unless they no longer fit")
    func rescaling() throws {
        let table = try makeTable(schema(.decimal), rows: [["1"], ["-2.5"], ["0.125"], ["3.10"]])
        #expect(try table.select("C") == [["1"], ["-2.5"], ["0.125"], ["3.1"]])
        #expect(throws: CellRejection.self) {
            try makeTable(schema(.decimal), rows: [["1000000000000000000"], ["0.01"]])
        }
        #expect(throws: CellRejection.self) {
            try makeTable(schema(.decimal), rows: [["0.01"], ["1000000000000000000"]])
        }
    }

    @Test("Many texts keep their codes when the dictionary grows")
    func growingDictionary() throws {
        let rows = (0..<5000).map { ["text \($0 % 1777)"] }
        #expect(try makeTable(schema(.string), rows: rows).select("C") == rows)
    }
}

extension Table {
    /// Returns all values of a column in printed form.
    func select(_ name: String) throws -> [[String]] {
        let query = try Catalog([schema]).prepare("SELECT \(name) FROM \(schema.name)")
        return query.run(on: self, window: TimeWindow(from: nil, to: Timestamp(secondsSinceEpoch: 0))).printedRows
    }
}
