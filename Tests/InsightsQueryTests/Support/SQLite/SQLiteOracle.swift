import InsightsTime

@testable import InsightsQuery

/// One dataset in SQLite, and its queries in SQL.
///
/// SQLite does the filtering, matching, grouping, adding, ordering and limiting, and works out what the spans mean.
/// Every stored field is several columns. `p` is the printed form, and `f` the same without differences of letter case.
/// `k` is a text that compares like the value. Numbers also have `h` and `l`, the upper and lower half of the digits.
struct SQLiteOracle {
    private let schema: TableSchema
    private let fields: [ColumnSchema]
    private let database: SQLiteDatabase
    private let isRedacted: Bool
    /// How many fraction digits a field's halves have.
    private var scales: [Int] = []

    init(schema: TableSchema, rows: [[String]], isRedacted: Bool = false) throws {
        self.schema = schema
        self.isRedacted = isRedacted
        fields = schema.storedFields
        database = try SQLiteDatabase()
        let columns = fields.indices.map { "p\($0) TEXT, f\($0) TEXT, k\($0) TEXT, h\($0) INTEGER, l\($0) INTEGER" }
        _ = try database.rows("CREATE TABLE t (rid INTEGER PRIMARY KEY, \(columns.joined(separator: ", ")))")
        let cells = fields.indices.map { field in
            isRedacted && fields[field].isSensitive ? rows.map { _ in "" } : rows.map { $0[field] }
        }
        let columnCells = zip(fields, cells).map { field, cells in Self.cells(cells, field.type) }
        scales = columnCells.map(\.scale)
        let verdicts = Array(repeating: "?", count: 1 + 5 * fields.count).joined(separator: ", ")
        _ = try database.rows("BEGIN")
        for row in rows.indices {
            let values = columnCells.flatMap { $0.values[row] }
            _ = try database.rows("INSERT INTO t VALUES (\(verdicts))", ["\(row)"] + values, keepsStatement: true)
        }
        _ = try database.rows("COMMIT")
    }

    /// Takes over the rows of a table as they print.
    init(_ table: Table) throws {
        let rows = (0..<table.rowCount).map { row in table.columns.map { $0.value(row).description } }
        try self.init(schema: table.schema, rows: rows, isRedacted: table.isRedacted)
    }

    /// Returns the five columns of every cell of a field.
    private static func cells(_ cells: [String], _ type: ColumnType) -> (scale: Int, values: [[String?]]) {
        let null: [String?] = [nil, nil, nil, nil, nil]
        switch type {
        case .string, .guid:
            return (0, cells.map { $0.isEmpty ? null : [$0, folded($0), folded($0), nil, nil] })
        case .integer, .decimal:
            let numbers = cells.map { PlainDecimal($0) }
            let scale = numbers.compactMap { $0?.fraction.count }.max() ?? 0
            let values = numbers.map { number -> [String?] in
                guard let number else { return null }
                let digits = number.digits(number.whole.count, scale).reduce(Int128(0)) { $0 * 10 + Int128($1) }
                let units = number.isNegative ? -digits : digits
                let text = number.description
                return [text, text, ExactText.sortable(text), "\(units >> 32)", "\(units & 0xffff_ffff)"]
            }
            return (scale, values)
        case .boolean:
            let booleans = cells.map { truth($0) }
            let values = booleans.map { truth -> [String?] in
                guard let truth, let first = booleans.firstIndex(of: truth) else { return null }
                return [cells[first], folded(cells[first]), truth, "0", truth]
            }
            return (0, values)
        case .date, .month:
            return (0, cells.map { $0.isEmpty ? null : [$0, folded($0), $0 + "T00:00:00Z", nil, nil] })
        case .datetime:
            return (0, cells.map { $0.isEmpty ? null : [$0, folded($0), $0, nil, nil] })
        }
    }

    private static func folded(_ text: String) -> String {
        var result = ""
        result.unicodeScalars.append(contentsOf: ReferenceValue.fold(text))
        return result
    }

    private static func truth(_ text: String) -> String? {
        switch text.lowercased() {
        case "1", "true": "1"
        case "0", "false": "0"
        default: nil
        }
    }

    // MARK: Queries

    /// The target of a name: a place among the stored fields, or among the metrics.
    private enum Target: Hashable {
        case field(Int)
        case metric(Int)
    }

    private func target(_ name: String) -> Target? {
        let lower = name.lowercased()
        if let field = schema.columns.firstIndex(where: { $0.name.lowercased() == lower }) { return .field(field) }
        return schema.metrics.firstIndex { $0.name.lowercased() == lower }.map(Target.metric)
    }

    /// Returns the rows of a query, nil for null; a given window replaces the query's span.
    func rows(
        _ query: SelectStatement, now: Timestamp, window: TimeWindow? = nil, rowLimit: Int? = nil,
        implicitDistinct: Bool = false
    ) throws -> [[String?]] {
        var parameters: [String?] = []
        let outputs = query.columns.compactMap { target($0.value) }
        let tests = query.conditions.compactMap { test in target(test.name.value).map { ($0, test.test) } }
        let items = query.orderings.compactMap { item in
            target(item.name.value).map { ($0, item.direction == .ascending ? "ASC" : "DESC") }
        }
        var inner = try visibility(query.timespan?.value ?? .standard, now: now, window: window, &parameters)
        for case (.field(let field), let test) in tests {
            inner.append(condition("k\(field)", "f\(field)", fields[field].type, test, &parameters))
        }
        let visible = "SELECT * FROM t WHERE " + inner.joined(separator: " AND ")
        let metrics = Set(
            (outputs + tests.map(\.0) + items.map(\.0)).filter { if case .metric = $0 { true } else { false } })
        var sql: String
        if metrics.isEmpty && !query.isDistinct && !implicitDistinct {
            sql = "SELECT " + outputs.map { printed($0) }.joined(separator: ", ") + " FROM (\(visible)) t ORDER BY "
            for case (.field(let field), let direction) in items {
                sql += "k\(field) IS NULL, k\(field) \(direction), "
            }
            sql += "rid"
        } else {
            var columns = ["min(rid) AS first"]
            for case .metric(let metric) in metrics { columns.append("\(value(of: metric)) AS m\(metric)") }
            for (place, item) in items.enumerated() {
                if case .field(let field) = item.0 {
                    columns.append("\(item.1 == "ASC" ? "min" : "max")(k\(field)) AS o\(place)")
                }
            }
            var groups = "SELECT \(columns.joined(separator: ", ")) FROM (\(visible))"
            let keys = outputs.compactMap { if case .field(let field) = $0 { "k\(field)" } else { nil } }
            if !keys.isEmpty { groups += " GROUP BY " + keys.joined(separator: ", ") }
            sql = "SELECT " + outputs.map { printed($0) }.joined(separator: ", ")
            sql += " FROM (\(groups)) g LEFT JOIN t ON t.rid = g.first WHERE 1"
            for case (.metric(let metric), let test) in tests {
                let name = "m\(metric)"
                sql += " AND " + condition("sortable(\(name))", name, schema.metrics[metric].type, test, &parameters)
            }
            sql += " ORDER BY "
            for (place, item) in items.enumerated() {
                let key = if case .metric(let metric) = item.0 { "sortable(m\(metric))" } else { "o\(place)" }
                sql += "\(key) IS NULL, \(key) \(item.1), "
            }
            sql += "first"
        }
        if let limit = [query.limit?.value, rowLimit].compactMap(\.self).min() { sql += " LIMIT \(limit)" }
        return try database.rows(sql, parameters)
    }

    private func printed(_ target: Target) -> String {
        switch target {
        case .field(let field): "t.p\(field)"
        case .metric(let metric): "g.m\(metric)"
        }
    }

    private func value(of metric: Int) -> String {
        let metric = schema.metrics[metric]
        let source = (metric.source ?? metric.name).lowercased()
        let field =
            metric.source == nil
            ? fields.lastIndex { $0.name.lowercased() == source }
            : schema.columns.firstIndex { $0.name.lowercased() == source }
        guard let field, !(isRedacted && metric.isSensitive) else { return "NULL" }
        if metric.function == .countDistinct { return "CAST(count(DISTINCT k\(field)) AS TEXT)" }
        guard [.integer, .decimal, .boolean].contains(fields[field].type) else { return "NULL" }
        return "exact(sum(h\(field)), sum(l\(field)), \(scales[field]))"
    }

    // MARK: Time

    private func visibility(
        _ span: Timespan, now: Timestamp, window: TimeWindow?, _ parameters: inout [String?]
    ) throws -> [String] {
        guard let name = schema.timeColumn?.lowercased(),
            let field = schema.columns.firstIndex(where: { $0.name.lowercased() == name }),
            [.date, .month, .datetime].contains(fields[field].type)
        else { return ["1"] }
        var lower: String?
        var (upper, sign) = (now.description, "<=")
        if let window {
            lower = window.lower?.description
            upper = window.upper.description
            sign = window.includesUpper ? "<=" : "<"
        } else if let first = try firstDay(of: span, upper) {
            lower = first + "T00:00:00Z"
            if span == .yesterday { (upper, sign) = (String(upper.prefix(10)) + "T00:00:00Z", "<") }
        }
        var parts = ["k\(field) \(sign) ?"]
        parameters.append(upper)
        if let lower {
            let isMonth = fields[field].type == .month || ["month", "monthstartdate", "monthkey"].contains(name)
            let begin =
                switch fields[field].type {
                case .datetime: lower
                case _ where isMonth: "\(lower.prefix(7))-01T00:00:00Z"
                default: "\(lower.prefix(10))T00:00:00Z"
                }
            parts.append("k\(field) >= ?")
            parameters.append(begin)
        }
        return parts
    }

    /// Returns the day a span begins on, by SQLite's calendar.
    ///
    /// That calendar overflows the end of short months: hence the least of two days.
    private func firstDay(of span: Timespan, _ now: String) throws -> String? {
        func months(_ count: Int) -> String {
            "min(date(?1, '-\(count) months'), date(?1, 'start of month', '-\(count - 1) months', '-1 day'))"
        }
        let day =
            switch span {
            case .today: "date(?1)"
            case .yesterday: "date(?1, '-1 day')"
            case .last7Days: "date(?1, '-7 days')"
            case .last14Days: "date(?1, '-14 days')"
            case .last30Days: "date(?1, '-30 days')"
            case .last90Days: "date(?1, '-90 days')"
            case .last180Days: "date(?1, '-180 days')"
            case .last365Days: "date(?1, '-365 days')"
            case .lastMonth: months(1)
            case .last3Months: months(3)
            case .last6Months: months(6)
            case .last1Year: months(12)
            case .lifetime: "NULL"
            }
        return try database.rows("SELECT \(day)", [now], keepsStatement: true)[0][0]
    }

    // MARK: Conditions

    private func condition(
        _ key: String, _ text: String, _ type: ColumnType, _ test: SelectStatement.Test,
        _ parameters: inout [String?]
    ) -> String {
        switch test {
        case .comparison(let comparison, let literal):
            guard let literal = Self.key(literal.value, type) else {
                return comparison == .notEqual ? "\(key) IS NOT NULL" : "0"
            }
            parameters.append(literal)
            return "\(key) \(comparison.rawValue) ?"
        case .membership(let literals, let isNegated):
            let keys = literals.compactMap { Self.key($0.value, type) }
            if keys.isEmpty { return isNegated ? "\(key) IS NOT NULL" : "0" }
            parameters.append(contentsOf: keys)
            let verdicts = Array(repeating: "?", count: keys.count).joined(separator: ", ")
            return "\(key) \(isNegated ? "NOT IN" : "IN") (\(verdicts))"
        case .like(let pattern, let isNegated):
            parameters.append(Self.folded(pattern.value))
            return "\(text) \(isNegated ? "NOT LIKE" : "LIKE") ?"
        }
    }

    private static func key(_ literal: Literal, _ type: ColumnType) -> String? {
        switch ReferenceValue(literal: literal, type == .integer ? .decimal : type) {
        case .text(let scalars):
            var text = ""
            text.unicodeScalars.append(contentsOf: scalars)
            return text
        case .number(let number): return ExactText.sortable(number.description)
        case .truth(let truth): return "\(truth)"
        case .time(let time): return time
        case nil: return nil
        }
    }
}
