import InsightsQuery
import InsightsTime

/// A query script: tables, settings, queries and what they give.
///
/// Blocks are separated by blank lines, lines that begin with `#` are comments. A block is one of
///
///     table NAME                a dataset, made up of
///     column NAME TYPE [sensitive]
///     metric NAME TYPE sum|countDistinct [of COLUMN] [sensitive]
///     time COLUMN
///     spans SPAN ...
///     rows                      and one line per row, cells separated by `|`, nothing for null
///
///     now INSTANT               the moment spans end at
///     window INSTANT|- INSTANT  a window in place of spans; `window off` ends it
///     rowlimit NUMBER|off       the most rows to give besides LIMIT
///     options [implicitDistinct] [anyTimespan] [typographicQuotes]
///     use NAME [shifted MONTHS] [redacted]    the rows queries run on, in place of the table's own
///
///     query                     one or more lines of query,
///     ----                      then the names and rows, cells separated by `|`, `NULL` for null
///
///     refused                   one or more lines of query,
///     ----                      then the rendered diagnostic
struct Script {
    struct Block {
        var line: Int
        var lines: [String]
    }

    struct Failure: CustomStringConvertible {
        var line: Int
        var expected: [String]
        var actual: [String]
        var description: String {
            "line \(line)\nexpected:\n\(expected.joined(separator: "\n"))\nactual:\n\(actual.joined(separator: "\n"))"
        }
    }

    private(set) var failures: [Failure] = []
    private(set) var checks = 0
    /// How many queries SQLite answered as well, and where it answered otherwise.
    private(set) var oracleChecks = 0
    private(set) var disagreements: [Failure] = []
    private var schemas: [TableSchema] = []
    private var tables: [String: Table] = [:]
    private var options = QueryOptions()
    private var now = Timestamp(secondsSinceEpoch: 0)
    private var window: TimeWindow?
    private var rowLimit: Int?

    static func blocks(_ text: String) -> [Block] {
        var blocks: [Block] = []
        var current = Block(line: 1, lines: [])
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.allSatisfy({ $0 == " " }) {
                if !current.lines.isEmpty { blocks.append(current) }
                current = Block(line: index + 2, lines: [])
            } else if !line.hasPrefix("#") {
                current.lines.append(String(line))
            }
        }
        if !current.lines.isEmpty { blocks.append(current) }
        return blocks
    }

    mutating func run(_ text: String) {
        for block in Self.blocks(text) {
            for (index, line) in block.lines.enumerated() {
                let words = line.split(separator: " ").map(String.init)
                if perform(words, block, index) { break }
            }
        }
    }

    /// Performs one line; true if it has used up the block.
    private mutating func perform(_ words: [String], _ block: Block, _ index: Int) -> Bool {
        let rest = Array(block.lines.dropFirst(index + 1))
        switch words[0] {
        case "table":
            addTable(words[1], rest, at: block.line)
            return true
        case "query", "refused":
            check(block, rest, isRefused: words[0] == "refused")
            return true
        case "now":
            now = Timestamp(words[1]) ?? now
        case "window":
            window = words[1] == "off" ? nil : TimeWindow(from: Timestamp(words[1]), to: Timestamp(words[2]) ?? now)
        case "rowlimit":
            rowLimit = Int(words[1])
        case "options":
            options = QueryOptions()
            options.implicitDistinct = words.contains("implicitDistinct")
            options.anyTimespan = words.contains("anyTimespan")
            options.typographicQuotes = words.contains("typographicQuotes")
        case "use":
            guard var table = tables[words[1]] else { return fail(block, "no table \(words[1])") }
            if words.count > 3, words[2] == "shifted" { table = table.shifted(byMonths: Int(words[3]) ?? 0) }
            if words.contains("redacted") { table = table.redactingSensitiveFields() }
            tables[words[1]] = table
        default:
            return fail(block, "unknown line: \(block.lines[index])")
        }
        return false
    }

    private mutating func fail(_ block: Block, _ message: String) -> Bool {
        failures.append(Failure(line: block.line, expected: [], actual: [message]))
        return true
    }

    private mutating func addTable(_ name: String, _ lines: [String], at line: Int) {
        var schema = TableSchema(name: name, columns: [])
        var rows: [String]?
        for line in lines {
            let words = line.split(separator: " ").map(String.init)
            if rows != nil {
                rows?.append(line)
            } else if words[0] == "rows" {
                rows = []
            } else if words[0] == "column", let type = ColumnType(rawValue: words[2]) {
                schema.columns.append(
                    ColumnSchema(name: words[1], type: type, isSensitive: words.contains("sensitive")))
            } else if words[0] == "metric", let type = ColumnType(rawValue: words[2]),
                let function = MetricSchema.Function(rawValue: words[3])
            {
                let source = words.firstIndex(of: "of").map { words[$0 + 1] }
                schema.metrics.append(
                    MetricSchema(
                        name: words[1], type: type, function: function, source: source,
                        isSensitive: words.contains("sensitive")))
            } else if words[0] == "time" {
                schema.timeColumn = words[1]
            } else if words[0] == "spans" {
                schema.timespans = words.dropFirst().compactMap { Timespan(rawValue: $0) }
            } else {
                _ = fail(Block(line: 0, lines: []), "unknown line in table \(name): \(line)")
            }
        }
        schemas.append(schema)
        do {
            let cells = (rows ?? []).map { Self.cells($0) }
            if let row = cells.first(where: { $0.count != schema.storedFields.count }) {
                failures.append(Failure(line: line, expected: ["\(schema.storedFields.count) cells"], actual: row))
                return
            }
            tables[name] = try makeTable(schema, rows: cells)
        } catch {
            failures.append(Failure(line: line, expected: ["rows that fit"], actual: [error.description]))
        }
    }

    /// Splits a line into cells by bytes, so that a combining mark does not stick to the bar before it.
    private static func cells(_ line: String) -> [String] {
        line.utf8.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    private mutating func check(_ block: Block, _ lines: [String], isRefused: Bool) {
        checks += 1
        guard let bar = lines.firstIndex(of: "----") else {
            _ = fail(block, "no ---- in block")
            return
        }
        let text = lines[..<bar].joined(separator: "\n")
        let expected = Array(lines[(bar + 1)...])
        let actual = outcome(of: text)
        if !actual.isRefused { compareWithSQLite(text, actual.lines, at: block.line) }
        if actual.isRefused != isRefused || actual.lines != expected {
            failures.append(Failure(line: block.line, expected: expected, actual: actual.lines))
        }
    }

    private mutating func compareWithSQLite(_ text: String, _ lines: [String], at line: Int) {
        do {
            let statement = try QueryParser.parse(text, options: options)
            let name = try Catalog(schemas).bind(statement, options: options).table
            guard let table = tables[name] else { return }
            let rows = try SQLiteOracle(table).rows(
                statement, now: now, window: window, rowLimit: rowLimit, implicitDistinct: options.implicitDistinct)
            let found = rows.map { $0.map { $0 ?? "NULL" }.joined(separator: "|") }
            oracleChecks += 1
            if found != Array(lines.dropFirst()) {
                disagreements.append(Failure(line: line, expected: Array(lines.dropFirst()), actual: found))
            }
        } catch {
            disagreements.append(Failure(line: line, expected: [], actual: ["\(error)"]))
        }
    }

    private func outcome(of text: String) -> (isRefused: Bool, lines: [String]) {
        do {
            let query = try Catalog(schemas).prepare(text, options: options)
            guard let table = tables[query.table] else { return (true, ["no rows for \(query.table)"]) }
            let window = window ?? query.timespan.window(endingAt: now)
            let result = query.run(on: table, window: window, rowLimit: rowLimit)
            let names = result.columnNames.joined(separator: "|")
            return (false, [names] + result.printedRows.map { $0.joined(separator: "|") })
        } catch {
            return (true, error.rendered(in: text).split(separator: "\n").map(String.init))
        }
    }
}

/// Builds a table of rows of cells.
func makeTable(_ schema: TableSchema, rows: [[String]]) throws(CellRejection) -> Table {
    var builder = TableBuilder(schema: schema)
    for row in rows {
        for (field, cell) in row.enumerated() { try builder.append(cell, toField: field) }
        builder.endRow()
    }
    return builder.finish()
}

extension ResultSet {
    /// All rows in printed form, `NULL` for null.
    var printedRows: [[String]] {
        cells.map { $0.map { $0 ?? "NULL" } }
    }

    /// All rows in printed form, nil for null.
    var cells: [[String?]] {
        (0..<rowCount).map { row in
            columnNames.indices.map { column in
                let value = value(row: row, column: column)
                return value == .null ? nil : value.description
            }
        }
    }
}
