import InsightsQuery
import InsightsTime

/// Parser, binder, engine and writer on one small dataset.
enum BinderCheck {
    static let schema = TableSchema(
        name: "Sales",
        columns: [
            ColumnSchema(name: "Id", type: .integer), ColumnSchema(name: "Name", type: .string),
            ColumnSchema(name: "Key", type: .guid), ColumnSchema(name: "Price", type: .decimal),
            ColumnSchema(name: "Flag", type: .boolean), ColumnSchema(name: "Day", type: .date),
            ColumnSchema(name: "Month", type: .month), ColumnSchema(name: "At", type: .datetime),
        ],
        metrics: [
            MetricSchema(name: "Units", type: .integer, function: .sum),
            MetricSchema(name: "Total", type: .decimal, function: .sum, source: "Price"),
            MetricSchema(name: "Names", type: .integer, function: .countDistinct, source: "Name"),
        ],
        timeColumn: "Day", timespans: [.lastMonth, .last6Months, .lifetime])

    static let rows = [
        "1", "ß", "0f8b7fa0-eb83-a183-1225-ca153ef807aa", "1.50", "True", "2021-05-31", "2021-05-01",
        "2021-05-31T23:59:59Z", "7",
        "2", "it's\n", "0F8B7FA0-EB83-A183-1225-CA153EF807AA", "-0.001", "0", "2020-02-29", "2020-02-01", "", "",
        "-9223372036854775808", "", "", "", "", "", "", "0001-01-01T00:00:00Z", "9223372036854775807",
        "9223372036854775807", "%_", "", "12", "1", "2021-05-30", "9999-12-01", "2021-05-30T00:00:00Z", "1",
    ]

    private static let catalog = Catalog([schema, TableSchema(name: "Stock", columns: [])])

    private static let table: Result<Table, CellRejection> = Result { () throws(CellRejection) in
        var builder = TableBuilder(schema: schema)
        let width = schema.storedFields.count
        for (place, cell) in rows.enumerated() {
            try builder.append(cell, toField: place % width)
            if place % width == width - 1 { builder.endRow() }
        }
        return builder.finish()
    }

    static func check(_ bytes: [UInt8]) throws {
        let text = String(decoding: bytes, as: UTF8.self)
        var options = QueryOptions()
        options.implicitDistinct = bytes.count % 2 == 1
        options.anyTimespan = bytes.count % 3 == 1
        let query: BoundQuery
        let statement: SelectStatement
        do throws(QueryDiagnostic) {
            statement = try QueryParser.parse(text, options: options)
            query = try catalog.bind(statement, options: options)
        } catch {
            try QueryCheck.check(error, in: text)
            return
        }
        guard query.table == schema.name else { return }
        let table = try table.get()
        let window = query.timespan.window(endingAt: Timestamp(secondsSinceEpoch: 1_622_500_000))
        let result = query.run(on: table, window: window)
        try require(result.columnNames.count == statement.columns.count, "\(result.columnNames.count) columns")
        try require(result.rowCount <= max(1, table.rowCount), "more rows than there are")
        if let limit = statement.limit { try require(result.rowCount <= limit.value, "more rows than LIMIT") }
        let limited = query.run(on: table, window: window, rowLimit: 1)
        let first = lines(limited, .tsv).prefix(2)
        try require(Array(lines(result, .tsv).prefix(2)) == Array(first), "the first row depends on the limit")
        try require(lines(result, .csv).count >= 1 + result.rowCount, "lines are missing")
    }

    private static func lines(_ result: ResultSet, _ format: DelimitedFormat) -> [ArraySlice<UInt8>] {
        var writer = DelimitedWriter(result, format: format)
        var bytes: [UInt8] = []
        while let piece = writer.next(atLeast: 16) { bytes += piece }
        return bytes.split(separator: UInt8(ascii: "\n"))
    }
}
