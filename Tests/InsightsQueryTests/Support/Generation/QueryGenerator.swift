import InsightsQuery
import InsightsTime

/// Makes up queries on a dataset, spelt in many ways.
struct QueryGenerator {
    var worlds: WorldGenerator
    private let schema: TableSchema
    private let pools: [[String]]
    private let options: QueryOptions
    private var isLoud = false

    init(_ dataset: World.Dataset, options: QueryOptions, worlds: WorldGenerator) {
        self.worlds = worlds
        self.options = options
        schema = dataset.schema
        pools = dataset.pools
    }

    private mutating func once(in times: Int) -> Bool { worlds.random.once(in: times) }

    private mutating func pick<Value>(_ values: [Value]) -> Value { worlds.random.pick(values) }

    mutating func query() -> String {
        isLoud = once(in: 3)
        let metrics = schema.metrics.map(\.name)
        let wantsMetrics = !metrics.isEmpty && once(in: 2)
        let wantsOnlyMetrics = wantsMetrics && once(in: 6)
        func name(_ generator: inout Self) -> String {
            let isMetric = wantsMetrics && generator.once(in: 2)
            return generator.pick(isMetric ? metrics : generator.schema.columns.map(\.name))
        }
        var outputs = (0..<pick([1, 1, 2, 2, 3, 4])).map { _ in wantsOnlyMetrics ? pick(metrics) : name(&self) }
        if once(in: 8) { outputs.append(pick(outputs)) }

        var text = word("SELECT") + blank()
        if once(in: 4) { text += word("DISTINCT") + blank() }
        text += list(outputs.map { spelt($0) }) + blank() + word("FROM") + blank() + spelt(schema.name)
        let conditions = (0..<pick([0, 0, 1, 1, 1, 2, 3])).map { _ in condition(name(&self)) }
        for (index, condition) in conditions.enumerated() {
            text += blank() + word(index == 0 ? "WHERE" : "AND") + blank() + condition
        }
        if once(in: 2) {
            let items = (0..<pick([1, 1, 2, 3])).map { _ in
                spelt(once(in: 3) ? pick(outputs) : name(&self))
                    + pick(["", blank() + word("ASC"), blank() + word("DESC")])
            }
            text += blank() + word("ORDER") + blank() + word("BY") + blank() + list(items)
        }
        if once(in: 4) { text += blank() + word("LIMIT") + blank() + pick(["1", "2", "3", "5", "50", "007", limit()]) }
        text += timespan()
        return once(in: 10) ? blank() + text + blank() : text
    }

    private mutating func limit() -> String {
        pick(["9223372036854775807", "9223372036854775808", "100000000000000000000000"])
    }

    private mutating func timespan() -> String {
        let spans = options.anyTimespan ? Timespan.allCases : schema.timespans
        if spans.isEmpty || once(in: 5) { return "" }
        let span = once(in: 3) ? spans.first { $0 == .lifetime } ?? pick(spans) : pick(spans)
        return blank() + word("TIMESPAN") + blank() + word(span.rawValue)
    }

    // MARK: Spelling

    private mutating func blank() -> String {
        isLoud ? pick([" ", "  ", "\n", "\r\n", "\t", " \u{A0}"]) : " "
    }

    private mutating func gap() -> String { isLoud ? pick(["", "", " ", "\n"]) : pick(["", " "]) }

    private mutating func word(_ word: String) -> String {
        isLoud ? pick([word, word.lowercased(), mixed(word)]) : word
    }

    private mutating func spelt(_ name: String) -> String {
        once(in: 4) ? pick([name.lowercased(), name.uppercased(), mixed(name)]) : name
    }

    private mutating func mixed(_ text: String) -> String {
        String(text.unicodeScalars.flatMap { Array(once(in: 2) ? String($0).uppercased() : String($0).lowercased()) })
    }

    private mutating func list(_ items: [String]) -> String {
        var text = items[0]
        for item in items.dropFirst() { text += gap() + "," + gap() + item }
        return text
    }

    // MARK: Conditions

    private mutating func condition(_ name: String) -> String {
        let lower = name.lowercased()
        let fields = schema.storedFields
        let field = fields.firstIndex { $0.name.lowercased() == lower }
        let metric = schema.metrics.first { $0.name.lowercased() == lower }
        let type = field.map { fields[$0].type } ?? metric?.type ?? .string
        var pool = field.map { pools[$0] } ?? []
        if let metric {
            // Counts are small; sums are near what they sum.
            if metric.function == .countDistinct { pool = ["0", "1", "2", "3", "4"] }
            pool += ["0", "1", "2"]
        }
        let negation = once(in: 2) ? word("NOT") + blank() : ""
        switch Int.random(in: 0..<4, using: &worlds.random) {
        case 0:
            return spelt(name) + blank() + negation + word("LIKE") + gap() + quoted(pattern(pool))
        case 1:
            let isNumeric = once(in: 3)
            let literals = (0..<pick([1, 2, 3, 5])).map { _ in
                isNumeric ? number(pool) : quoted(content(type, pool))
            }
            return spelt(name) + blank() + negation + word("IN") + gap() + "(" + gap() + list(literals) + gap() + ")"
        default:
            let literal = once(in: 3) ? number(pool) : quoted(content(type, pool))
            return spelt(name) + gap() + pick(ComparisonOperator.allCases).rawValue + gap() + literal
        }
    }

    /// Returns a number as the language writes it, often one of the rows.
    private mutating func number(_ pool: [String]) -> String {
        let near = pool.isEmpty ? "1" : pick(pool)
        guard PlainDecimal(near) != nil, !once(in: 4) else {
            return pick([
                "0", "1", "-0", "3.00001", "-0.00000001", "1.0", "99999999999999999999", "-99999999999999999999",
                "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
                "0.000000000000000000000000000001", "1000", "20210531", "00000000000000000000000000000000000000001",
                "123456789012345678901234567890123456789012345",
            ])
        }
        switch Int.random(in: 0..<6, using: &worlds.random) {
        case 0: return near + (near.contains(".") ? "0" : ".0")
        case 1: return near + (near.contains(".") ? "000000000000001" : ".000000000000000000001")
        case 2: return near.hasPrefix("-") ? String(near.dropFirst()) : "-" + near
        default: return near
        }
    }

    /// Returns the content of a quoted literal.
    private mutating func content(_ type: ColumnType, _ pool: [String]) -> String {
        var text = pool.isEmpty || once(in: 6) ? worlds.cell(type, flavour: once(in: 2) ? 0 : 4, scale: 2) : pick(pool)
        switch Int.random(in: 0..<12, using: &worlds.random) {
        case 0: text = worlds.cell(pick(ColumnType.allCases), flavour: pick([0, 1, 2, 3, 4, 5]), scale: 2)
        case 1: text = pick(["", " ", "null", "NULL", "x", "2021-02-30", "2021-13-01", "+1", ".5", "1.", "1e3", "yes"])
        case 2:
            text =
                pick([" ", "  ", "\t", "\u{A0}", "\u{3000}", " \u{301}"]) + text + pick(["", " ", "\n", " \u{301}"])
        case 3, 4: text = mixed(text)
        case 5 where text.utf8.count == 20: text = String(text.prefix(pick([10, 19])))
        case 5 where text.utf8.count == 10:
            text += pick(["T00:00:00Z", "T00:00:00", " 00:00:00", "T12:00:00Z", "T24:00:00Z", "t00:00:00z"])
        case 6 where text.utf8.count == 20: text = String(text.map { $0 == "T" ? " " : $0 })
        default: break
        }
        return text
    }

    /// Generates a pattern, often from a text of the rows with holes in it.
    private mutating func pattern(_ pool: [String]) -> String {
        if pool.isEmpty || once(in: 3) {
            return pick([
                "%", "a%", "%b", "_", "%_", "__", "%1%", "2021-0_-%", "-%", "%.5", "é", "_b%", "", "%a%", "%%", "_%_",
                "%T00:00:00Z", "t%e", "%%a%%", "i%", "%ς", "%SS%",
            ])
        }
        var text = ""
        for scalar in pick(pool).unicodeScalars {
            switch Int.random(in: 0..<8, using: &worlds.random) {
            case 0: text += "_"
            case 1 where text.count { $0 == "%" } < 3: text += "%"
            case 2: text += mixed(String(scalar))
            default: text.unicodeScalars.append(scalar)
            }
        }
        return once(in: 3) ? text + "%" : text
    }

    private mutating func quoted(_ content: String) -> String {
        if options.typographicQuotes, once(in: 3), !content.unicodeScalars.contains(where: { $0 == "‘" || $0 == "’" }) {
            return pick(["‘", "’"]) + content + pick(["‘", "’"])
        }
        var escaped = "'"
        for scalar in content.unicodeScalars {
            escaped.unicodeScalars.append(scalar)
            if scalar == "'" { escaped.unicodeScalars.append(scalar) }
        }
        return escaped + "'"
    }
}
