import InsightsQuery

/// Makes up tables and queries that hit and miss each other often.
struct QueryGenerator {
    var random: SeededGenerator

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    static func schema(timeColumn: String?) -> TableSchema {
        TableSchema(
            name: "Facts",
            columns: [
                ColumnSchema(name: "Id", type: .integer),
                ColumnSchema(name: "Name", type: .string),
                ColumnSchema(name: "City", type: .string),
                ColumnSchema(name: "Key", type: .guid),
                ColumnSchema(name: "Count", type: .integer),
                ColumnSchema(name: "Large", type: .integer),
                ColumnSchema(name: "Price", type: .decimal),
                ColumnSchema(name: "Flag", type: .boolean),
                ColumnSchema(name: "Day", type: .date),
                ColumnSchema(name: "Month", type: .month),
                ColumnSchema(name: "At", type: .datetime),
            ],
            metrics: [
                MetricSchema(name: "Hours", type: .decimal, function: .sum),
                MetricSchema(name: "Units", type: .integer, function: .sum),
                MetricSchema(name: "Total", type: .decimal, function: .sum, source: "Price"),
                MetricSchema(name: "LargeTotal", type: .integer, function: .sum, source: "Large"),
                MetricSchema(name: "Flags", type: .integer, function: .sum, source: "Flag"),
                MetricSchema(name: "NameCount", type: .integer, function: .countDistinct, source: "Name"),
                MetricSchema(name: "LargeCount", type: .integer, function: .countDistinct, source: "Large"),
                MetricSchema(name: "PriceCount", type: .integer, function: .countDistinct, source: "Price"),
            ],
            timeColumn: timeColumn)
    }

    // MARK: Rows

    mutating func rows(_ schema: TableSchema) -> [[String]] {
        let count = random.pick([0, 1, 7, 40, 200])
        return (0..<count).map { row in
            schema.storedFields.map { field in
                if field.name == "Id" { return "\(row)" }
                return random.once(in: 8) ? "" : cell(field.type, isLarge: field.name == "Large")
            }
        }
    }

    mutating func cell(_ type: ColumnType, isLarge: Bool) -> String {
        switch type {
        case .string: return text()
        case .guid:
            let key = "0f8b7fa0-eb83-a183-1225-ca153ef807a\(random.pick(["1", "2", "a", "A"]))"
            return random.once(in: 2) ? key : key.uppercased()
        case .integer:
            guard isLarge else { return "\(Int.random(in: -3...12, using: &random))" }
            let large = Int64.random(in: .min ... .max, using: &random)
            return "\(random.pick([.max, .min, large]))"
        case .decimal: return decimal(digits: 4)
        case .boolean: return random.pick(["1", "0", "true", "FALSE", "True"])
        case .date: return day()
        case .month: return "2021-0\(Int.random(in: 1...6, using: &random))-01"
        case .datetime: return instant()
        }
    }

    private mutating func text() -> String {
        random.pick([
            "a", "A", "ab", "AB", "abc", "b", "É", "é", "Σ", "ς", "σς", "a b", "10", "1", "-3", "%", "_", "it's",
        ])
    }

    private mutating func decimal(digits: Int) -> String {
        let whole = Int.random(in: -3...12, using: &random)
        let fraction = random.pick(["", ".5", ".25", ".50", ".125", ".0001", ".9999"])
        return "\(whole)" + fraction.prefix(digits + 1)
    }

    private mutating func day() -> String {
        CivilDate(daysSinceEpoch: 18_628 + Int.random(in: 0...180, using: &random)).description
    }

    private mutating func instant() -> String {
        day() + random.pick(["T00:00:00Z", "T12:30:00Z", "T23:59:59Z"])
    }

    // MARK: Queries

    mutating func query(_ schema: TableSchema) -> String {
        let columns = schema.columns.map(\.name)
        let metrics = schema.metrics.map(\.name)
        let withMetrics = random.once(in: 2)
        func name(_ random: inout SeededGenerator) -> String {
            withMetrics && random.once(in: 3) ? random.pick(metrics) : random.pick(columns)
        }
        var text = random.once(in: 4) ? "SELECT DISTINCT " : "SELECT "
        text += (0...Int.random(in: 0...3, using: &random)).map { _ in name(&random) }.joined(separator: ", ")
        text += " FROM Facts"
        let conditions = random.pick([0, 1, 1, 2, 3])
        if conditions > 0 {
            text += " WHERE "
            text += (0..<conditions).map { _ in condition(name(&random), schema) }.joined(separator: " AND ")
        }
        if random.once(in: 2) {
            text += " ORDER BY "
            text += (0...Int.random(in: 0...2, using: &random)).map { _ in
                name(&random) + random.pick(["", " ASC", " DESC"])
            }.joined(separator: ", ")
        }
        if random.once(in: 3) { text += " LIMIT \(random.pick([1, 2, 5, 50, 1000]))" }
        if random.once(in: 2) { text += " TIMESPAN \(random.pick(Timespan.allCases).rawValue)" }
        return text
    }

    private mutating func condition(_ name: String, _ schema: TableSchema) -> String {
        let type =
            schema.columns.first { $0.name == name }?.type ?? schema.metrics.first { $0.name == name }?.type ?? .string
        switch Int.random(in: 0..<4, using: &random) {
        case 0:
            let pattern = random.pick([
                "%", "a%", "%b", "_", "%_", "%1%", "2021-0_-%", "-%", "%.5", "é", "_b%", "", "%a%",
            ])
            return "\(name) \(random.pick(["LIKE", "NOT LIKE"])) '\(pattern)'"
        case 1:
            let isNumeric = random.once(in: 2)
            let literals = (0...Int.random(in: 0...3, using: &random)).map { _ in
                isNumeric ? decimal(digits: 5) : quoted(type)
            }
            return "\(name) \(random.pick(["IN", "NOT IN"])) (\(literals.joined(separator: ", ")))"
        default:
            let literal = random.once(in: 3) ? number() : quoted(type)
            return "\(name) \(random.pick(ComparisonOperator.allCases).rawValue) \(literal)"
        }
    }

    private mutating func number() -> String {
        random.pick([
            decimal(digits: 5), "0", "1", "3.00001", "-0.00000001", "99999999999999999999", "-99999999999999999999",
            "9223372036854775807", "-9223372036854775808",
        ])
    }

    private mutating func quoted(_ type: ColumnType) -> String {
        let other = random.once(in: 6) ? random.pick(ColumnType.allCases) : type
        let content = cell(other, isLarge: random.once(in: 2))
        var escaped = ""
        for character in content { escaped += character == "'" ? "''" : String(character) }
        return random.once(in: 8) ? "' \(escaped) '" : "'\(escaped)'"
    }
}
