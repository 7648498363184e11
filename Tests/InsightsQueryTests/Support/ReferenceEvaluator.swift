import InsightsQuery

/// The language's meaning in the plainest possible form: one row after the other, slowly.
///
/// Shares with the engine the parser, the calendar and the schema, and nothing else.
struct ReferenceEvaluator {
    /// A value as it compares.
    enum Value: Hashable, Comparable {
        case text([Unicode.Scalar])
        /// In units of 10^-8.
        case number(Int128)
        case truth(Int)
        /// In seconds.
        case time(Int)

        static func < (left: Value, right: Value) -> Bool {
            switch (left, right) {
            case (.text(let left), .text(let right)): left.lexicographicallyPrecedes(right)
            case (.number(let left), .number(let right)): left < right
            case (.truth(let left), .truth(let right)): left < right
            case (.time(let left), .time(let right)): left < right
            default: false
            }
        }
    }

    /// A cell: how it prints and how it compares.
    struct Cell {
        var printed: String
        var value: Value?
    }

    /// Output rows in the making: named cells, and the rows they stand for.
    private struct Candidate {
        var cells: [String: Cell]
        var members: [[String: Cell]]
    }

    let schema: TableSchema
    private let rows: [[String: Cell]]

    init(schema: TableSchema, rows: [[String]]) {
        self.schema = schema
        let fields = schema.storedFields
        var spellings: [String: String] = [:]
        self.rows = rows.map { row in
            var cells: [String: Cell] = [:]
            for (field, text) in zip(fields, row) {
                let value = text.isEmpty ? nil : Self.value(text, field.type)
                var printed = text.isEmpty ? "NULL" : text
                if case .number(let number) = value { printed = Self.print(number) }
                if case .truth(let truth) = value {
                    let key = "\(field.name) \(truth)"
                    spellings[key] = spellings[key] ?? text
                    printed = spellings[key] ?? text
                }
                cells[field.name.lowercased()] = Cell(printed: printed, value: value)
            }
            return cells
        }
    }

    func run(_ query: SelectStatement, window: TimeWindow, rowLimit: Int? = nil) -> [[String]] {
        let names = query.columns.map { $0.value.lowercased() }
        let used =
            names + query.conditions.map { $0.name.value.lowercased() }
            + query.orderings.map { $0.name.value.lowercased() }
        let metrics = schema.metrics.filter { used.contains($0.name.lowercased()) }
        let metricNames = Set(metrics.map { $0.name.lowercased() })

        let visible = rows.filter { row in
            isVisible(row, window)
                && query.conditions.allSatisfy {
                    metricNames.contains($0.name.value.lowercased()) || satisfies(row, $0)
                }
        }
        var candidates = visible.map { Candidate(cells: $0, members: [$0]) }
        if !metrics.isEmpty || query.isDistinct {
            candidates = grouped(visible, by: names.filter { !metricNames.contains($0) })
            for index in candidates.indices {
                for metric in metrics {
                    candidates[index].cells[metric.name.lowercased()] = compute(metric, candidates[index].members)
                }
            }
            candidates.removeAll { candidate in
                query.conditions.contains {
                    metricNames.contains($0.name.value.lowercased()) && !satisfies(candidate.cells, $0)
                }
            }
        }
        let ordered = order(candidates, query, isSelected: { names.contains($0) || metricNames.contains($0) })
        let limit = min(query.limit?.value ?? .max, rowLimit ?? .max)
        return ordered.prefix(limit).map { candidate in names.map { candidate.cells[$0]?.printed ?? "?" } }
    }

    // MARK: Stages

    private func isVisible(_ row: [String: Cell], _ window: TimeWindow) -> Bool {
        guard let name = schema.timeColumn, let column = schema.columns.first(where: { $0.name == name }) else {
            return true
        }
        guard case .time(let seconds) = row[name.lowercased()]?.value else { return false }
        let time = Timestamp(secondsSinceEpoch: seconds)
        if window.includesUpper ? time > window.upper : time >= window.upper { return false }
        guard let lower = window.lower else { return true }
        switch column.type {
        case .datetime: return time >= lower
        case .month: return time.date >= lower.date.startOfMonth
        default: return time.date >= lower.date
        }
    }

    private func grouped(_ rows: [[String: Cell]], by names: [String]) -> [Candidate] {
        guard !names.isEmpty else { return [Candidate(cells: [:], members: rows)] }
        var places: [[Value?]: Int] = [:]
        var groups: [Candidate] = []
        for row in rows {
            let key = names.map { row[$0]?.value }
            if let place = places[key] {
                groups[place].members.append(row)
            } else {
                places[key] = groups.count
                groups.append(Candidate(cells: row, members: [row]))
            }
        }
        return groups
    }

    private func compute(_ metric: MetricSchema, _ members: [[String: Cell]]) -> Cell {
        let values = members.compactMap { $0[(metric.source ?? metric.name).lowercased()]?.value }
        if metric.function == .countDistinct {
            let count = Set(values).count
            return Cell(printed: "\(count)", value: .number(Int128(count) * 100_000_000))
        }
        guard !values.isEmpty else { return Cell(printed: "NULL", value: nil) }
        var sum: Int128 = 0
        for value in values {
            switch value {
            case .number(let number): sum += number
            case .truth(let truth): sum += Int128(truth) * 100_000_000
            default: return Cell(printed: "NULL", value: nil)
            }
        }
        return Cell(printed: Self.print(sum), value: .number(sum))
    }

    private func order(
        _ candidates: [Candidate], _ query: SelectStatement, isSelected: (String) -> Bool
    ) -> [Candidate] {
        let keys = candidates.map { candidate in
            query.orderings.map { ordering -> Value? in
                let name = ordering.name.value.lowercased()
                if isSelected(name) { return candidate.cells[name]?.value }
                let values = candidate.members.compactMap { $0[name]?.value }
                return ordering.direction == .ascending ? values.min() : values.max()
            }
        }
        return candidates.indices.sorted { left, right in
            for (place, ordering) in query.orderings.enumerated() {
                guard keys[left][place] != keys[right][place] else { continue }
                guard let first = keys[left][place] else { return false }
                guard let second = keys[right][place] else { return true }
                return ordering.direction == .ascending ? first < second : first > second
            }
            return left < right
        }.map { candidates[$0] }
    }

    // MARK: Conditions

    private func satisfies(_ row: [String: Cell], _ condition: SelectStatement.Condition) -> Bool {
        let name = condition.name.value.lowercased()
        guard let cell = row[name], let value = cell.value else { return false }
        let type =
            schema.columns.first { $0.name.lowercased() == name }?.type
            ?? schema.metrics.first { $0.name.lowercased() == name }?.type ?? .string
        switch condition.test {
        case .like(let pattern, let isNegated):
            return Self.matches(Self.fold(cell.printed)[...], Self.fold(pattern.value)[...]) != isNegated
        case .membership(let literals, let isNegated):
            return literals.contains { Self.literal($0.value, type) == value } != isNegated
        case .comparison(let comparison, let literal):
            guard let literal = Self.literal(literal.value, type) else { return comparison == .notEqual }
            switch comparison {
            case .equal: return value == literal
            case .notEqual: return value != literal
            case .less: return value < literal
            case .lessOrEqual: return value <= literal
            case .greater: return value > literal
            case .greaterOrEqual: return value >= literal
            }
        }
    }

    static func matches(_ text: ArraySlice<Unicode.Scalar>, _ pattern: ArraySlice<Unicode.Scalar>) -> Bool {
        guard let sign = pattern.first else { return text.isEmpty }
        let rest = pattern.dropFirst()
        if sign == "%" {
            return (text.startIndex...text.endIndex).contains { matches(text[$0...], rest) }
        }
        guard let first = text.first, sign == "_" || sign == first else { return false }
        return matches(text.dropFirst(), rest)
    }

    // MARK: Values

    private static func literal(_ literal: Literal, _ type: ColumnType) -> Value? {
        var text =
            switch literal {
            case .number(let digits): digits
            case .string(let text): text
            }
        if type != .string {
            text = String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
        if type == .date || type == .month || type == .datetime {
            return (CivilDate(text).map { Timestamp($0) } ?? Timestamp(text)).map { .time($0.secondsSinceEpoch) }
        }
        return value(text, type == .integer ? .decimal : type)
    }

    private static func value(_ text: String, _ type: ColumnType) -> Value? {
        switch type {
        case .string, .guid: return .text(fold(text))
        case .integer, .decimal: return number(text).map { .number($0) }
        case .boolean:
            switch text.lowercased() {
            case "1", "true": return .truth(1)
            case "0", "false": return .truth(0)
            default: return nil
            }
        case .date, .month: return CivilDate(text).map { .time(Timestamp($0).secondsSinceEpoch) }
        case .datetime: return Timestamp(text).map { .time($0.secondsSinceEpoch) }
        }
    }

    /// Reads a number with at most eight fraction digits.
    private static func number(_ text: String) -> Int128? {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy("0123456789".contains) })
        else { return nil }
        let fraction = parts.count == 2 ? String(parts[1]) : ""
        let padded = parts[0] + fraction + String(repeating: "0", count: 8 - fraction.count)
        return Int128(padded).map { text.hasPrefix("-") ? -$0 : $0 }
    }

    private static func print(_ number: Int128) -> String {
        let whole = number.magnitude / 100_000_000
        var fraction = String(String(number.magnitude % 100_000_000 + 100_000_000).dropFirst())
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return (number < 0 ? "-" : "") + String(whole) + (fraction.isEmpty ? "" : "." + fraction)
    }

    static func fold(_ text: String) -> [Unicode.Scalar] {
        Array(text.lowercased().unicodeScalars).map { $0 == "ς" ? "σ" : $0 }
    }
}
