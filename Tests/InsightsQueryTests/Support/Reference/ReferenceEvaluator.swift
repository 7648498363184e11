import InsightsQuery
import InsightsTime

/// The language's meaning in the plainest possible form: one row after the other, slowly.
///
/// Shares with the engine the parser, the schema and the windows that spans mean, and nothing else.
struct ReferenceEvaluator {
    /// A cell: how it prints, nil for null, and how it compares.
    struct Cell {
        var printed: String?
        var value: ReferenceValue?
        static let null = Cell()
    }

    /// The result of a query, with the events of its evaluation.
    struct Outcome {
        var rows: [[String?]] = []
        /// How many rows the time window let through.
        var inWindow = 0
        /// Per condition how many rows, or groups, satisfy it and how many do not.
        var satisfied: [Int] = []
        var failed: [Int] = []
        /// How many rows satisfy everything before they are grouped.
        var selected = 0
        /// How many rows or groups there are before the limit.
        var candidates = 0
        /// Whether a key of the groups, of the order, or a metric was null.
        var hasNullGroup = false
        var hasNullKey = false
        var hasNullMetric = false
        /// Whether a metric lies outside 64 bits.
        var hasLargeMetric = false
    }

    /// The meaning of a name: a stored field or a metric.
    private enum Target: Hashable {
        case field(Int)
        case metric(Int)
    }

    /// An unfinished output row, with its source rows.
    private struct Candidate {
        var row: [Cell]
        var metrics: [Int: Cell] = [:]
        var members: [[Cell]]
    }

    let schema: TableSchema
    private let fields: [ColumnSchema]
    private let rows: [[Cell]]
    private let isRedacted: Bool

    init(schema: TableSchema, rows: [[String]], isRedacted: Bool = false) {
        self.schema = schema
        self.isRedacted = isRedacted
        let fields = schema.storedFields
        self.fields = fields
        // A truth value prints as its column first spells it.
        var spellings: [String: String] = [:]
        self.rows = rows.map { row in
            zip(fields.indices, row).map { index, text in
                guard !(isRedacted && fields[index].isSensitive),
                    let value = ReferenceValue(cell: text, fields[index].type)
                else { return .null }
                var printed = text
                if case .number(let number) = value { printed = number.description }
                if case .truth(let truth) = value {
                    printed = spellings["\(index) \(truth)"] ?? text
                    spellings["\(index) \(truth)"] = printed
                }
                return Cell(printed: printed, value: value)
            }
        }
    }

    /// Returns the rows in printed form, `NULL` for null.
    func run(_ query: SelectStatement, window: TimeWindow) -> [[String]] {
        outcome(of: query, window: window).rows.map { $0.map { $0 ?? "NULL" } }
    }

    func outcome(
        of query: SelectStatement, window: TimeWindow, rowLimit: Int? = nil, implicitDistinct: Bool = false
    ) -> Outcome {
        let outputs = query.columns.map { target($0.value) }
        let tests = query.conditions.map { (target: target($0.name.value), condition: $0) }
        let items = query.orderings.map { (target: target($0.name.value), isAscending: $0.direction == .ascending) }
        var metrics: Set<Int> = []
        for case .metric(let metric) in outputs + tests.map(\.target) + items.map(\.target) { metrics.insert(metric) }

        var outcome = Outcome()
        outcome.satisfied = tests.map { _ in 0 }
        outcome.failed = tests.map { _ in 0 }
        let visible = rows.filter { isVisible($0, window) }
        outcome.inWindow = visible.count
        let chosen = visible.filter { row in
            passes(tests, &outcome) { if case .field(let field) = $0 { row[field] } else { nil } }
        }
        outcome.selected = chosen.count

        var candidates = chosen.map { Candidate(row: $0, members: [$0]) }
        if !metrics.isEmpty || query.isDistinct || implicitDistinct {
            var keys: [Int] = []
            for case .field(let field) in outputs { keys.append(field) }
            candidates = grouped(chosen, by: keys)
            for index in candidates.indices {
                for metric in metrics {
                    let cell = compute(schema.metrics[metric], candidates[index].members)
                    candidates[index].metrics[metric] = cell
                    outcome.hasNullMetric = outcome.hasNullMetric || cell.value == nil
                    if case .number(let number) = cell.value, number.whole.count > 19 { outcome.hasLargeMetric = true }
                }
                let row = candidates[index].row
                outcome.hasNullGroup = outcome.hasNullGroup || keys.contains { !row.isEmpty && row[$0].value == nil }
            }
            candidates = candidates.filter { candidate in
                passes(tests, &outcome) { if case .metric(let metric) = $0 { candidate.metrics[metric] } else { nil } }
            }
        }
        outcome.candidates = candidates.count
        let ordered = order(candidates, by: items, outputs: outputs, &outcome)
        let limit = min(query.limit?.value ?? .max, rowLimit ?? .max)
        outcome.rows = ordered.prefix(limit).map { candidate in
            outputs.map {
                switch $0 {
                case .field(let field): candidate.row[field].printed
                case .metric(let metric): candidate.metrics[metric]?.printed
                }
            }
        }
        return outcome
    }

    /// Returns the meaning of a name: of equal names the first, columns before metrics.
    private func target(_ name: String) -> Target {
        let name = name.lowercased()
        if let field = schema.columns.firstIndex(where: { $0.name.lowercased() == name }) { return .field(field) }
        return .metric(schema.metrics.firstIndex { $0.name.lowercased() == name } ?? -1)
    }

    // MARK: Stages

    private func isVisible(_ row: [Cell], _ window: TimeWindow) -> Bool {
        guard let name = schema.timeColumn?.lowercased(),
            let index = schema.columns.firstIndex(where: { $0.name.lowercased() == name }),
            [.date, .month, .datetime].contains(schema.columns[index].type)
        else { return true }
        guard case .time(let time) = row[index].value else { return false }
        let upper = window.upper.description
        guard window.includesUpper ? time <= upper : time < upper else { return false }
        guard let lower = window.lower?.description else { return true }
        let type = schema.columns[index].type
        if type == .month || type == .date && ["month", "monthstartdate", "monthkey"].contains(name) {
            return time.prefix(7) >= lower.prefix(7)
        }
        return type == .date ? time.prefix(10) >= lower.prefix(10) : time >= lower
    }

    private func passes(
        _ tests: [(target: Target, condition: SelectStatement.Condition)], _ outcome: inout Outcome,
        cell: (Target) -> Cell?
    ) -> Bool {
        var passes = true
        for (index, test) in tests.enumerated() {
            guard let cell = cell(test.target) else { continue }
            if satisfies(cell, test.condition.test, type(of: test.target)) {
                outcome.satisfied[index] += 1
            } else {
                outcome.failed[index] += 1
                passes = false
            }
        }
        return passes
    }

    private func type(of target: Target) -> ColumnType {
        switch target {
        case .field(let field): fields[field].type
        case .metric(let metric): schema.metrics[metric].type
        }
    }

    private func grouped(_ rows: [[Cell]], by keys: [Int]) -> [Candidate] {
        guard !keys.isEmpty else { return [Candidate(row: rows.first ?? [], members: rows)] }
        var places: [[ReferenceValue?]: Int] = [:]
        var groups: [Candidate] = []
        for row in rows {
            let key = keys.map { row[$0].value }
            if let place = places[key] {
                groups[place].members.append(row)
            } else {
                places[key] = groups.count
                groups.append(Candidate(row: row, members: [row]))
            }
        }
        return groups
    }

    private func compute(_ metric: MetricSchema, _ members: [[Cell]]) -> Cell {
        if isRedacted && metric.isSensitive { return .null }
        var field = schema.columns.firstIndex { $0.name.lowercased() == metric.source?.lowercased() }
        if metric.source == nil { field = fields.lastIndex { $0.name == metric.name } }
        guard let field else { return .null }
        let values = members.compactMap { $0[field].value }
        if metric.function == .countDistinct {
            let count = PlainDecimal(Set(values).count)
            return Cell(printed: count.description, value: .number(count))
        }
        guard !values.isEmpty else { return .null }
        var sum = PlainDecimal.zero
        for value in values {
            switch value {
            case .number(let number): sum = sum + number
            case .truth(let truth): sum = sum + PlainDecimal(truth)
            case .text, .time: return .null
            }
        }
        return Cell(printed: sum.description, value: .number(sum))
    }

    private func order(
        _ candidates: [Candidate], by items: [(target: Target, isAscending: Bool)], outputs: [Target],
        _ outcome: inout Outcome
    ) -> [Candidate] {
        let keys = candidates.map { candidate in
            items.map { item -> ReferenceValue? in
                switch item.target {
                case .metric(let metric): return candidate.metrics[metric]?.value
                case .field(let field):
                    // A selected column has one value in the group; of another the outermost counts.
                    if outputs.contains(item.target) { return candidate.row[field].value }
                    let values = candidate.members.compactMap { $0[field].value }
                    return item.isAscending ? values.min() : values.max()
                }
            }
        }
        outcome.hasNullKey = keys.contains { $0.contains(nil) }
        return candidates.indices.sorted { left, right in
            for (place, item) in items.enumerated() where keys[left][place] != keys[right][place] {
                guard let first = keys[left][place] else { return false }
                guard let second = keys[right][place] else { return true }
                return item.isAscending ? first < second : first > second
            }
            return left < right
        }.map { candidates[$0] }
    }

    // MARK: Conditions

    private func satisfies(_ cell: Cell, _ test: SelectStatement.Test, _ type: ColumnType) -> Bool {
        guard let value = cell.value, let printed = cell.printed else { return false }
        switch test {
        case .like(let pattern, let isNegated):
            let text = ReferenceValue.fold(printed)
            return Self.matches(text[...], ReferenceValue.fold(pattern.value)[...]) != isNegated
        case .membership(let literals, let isNegated):
            return literals.contains { ReferenceValue(literal: $0.value, type) == value } != isNegated
        case .comparison(let comparison, let literal):
            let type = type == .integer ? .decimal : type
            guard let literal = ReferenceValue(literal: literal.value, type) else { return comparison == .notEqual }
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
}
