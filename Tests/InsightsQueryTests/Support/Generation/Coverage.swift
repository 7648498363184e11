import InsightsQuery
import InsightsTime

/// Counts which features random queries really exercised, so that agreement on nothing is noticed.
struct Coverage {
    private(set) var counts: [String: Int] = [:]
    private(set) var queries = 0
    /// Queries that gave at least one row.
    private(set) var filled = 0

    mutating func merge(_ other: Coverage) {
        counts.merge(other.counts, uniquingKeysWith: +)
        queries += other.queries
        filled += other.filled
    }

    private mutating func note(_ feature: String, if condition: Bool = true) {
        if condition { counts[feature, default: 0] += 1 }
    }

    /// Returns the features that occurred fewer times than wanted, with their counts.
    func missing(atLeast wanted: Int) -> [String] {
        Self.features.filter { counts[$0, default: 0] < wanted }.map { "\($0): \(counts[$0, default: 0])" }
    }

    // MARK: Worlds

    mutating func note(_ dataset: World.Dataset, in world: World) {
        let schema = dataset.schema
        let fields = schema.storedFields
        for column in schema.columns {
            note("column \(column.type)")
            note("unadvertised column", if: !column.isAdvertised)
        }
        for metric in schema.metrics {
            let source = metric.source.map { name in
                schema.columns.first { $0.name.lowercased() == name.lowercased() }.map { "\($0.type)" } ?? "nowhere"
            }
            note("\(metric.function) of \(source ?? "hidden field")")
        }
        let time = schema.timeColumn.flatMap { name in
            schema.columns.first { $0.name.lowercased() == name.lowercased() }
        }
        note("time column \(time.map { "\($0.type)" } ?? "none")")
        let isGrained = time.map { ["month", "monthkey", "monthstartdate"].contains($0.name.lowercased()) } ?? false
        note("time column of days that stand for months", if: isGrained && time?.type == .date)
        note("several datasets", if: world.datasets.count > 1)
        note("redacted rows", if: world.isRedacted)
        note("spans withheld", if: schema.timespans.count < 13)
        note("rows \(dataset.rows.isEmpty ? "none" : dataset.rows.count == 1 ? "one" : "many")")
        note("column of nulls", if: fields.indices.contains { field in dataset.rows.allSatisfy { $0[field].isEmpty } })
        note(
            "column without nulls",
            if: fields.indices.contains { field in
                dataset.rows.count > 5 && dataset.rows.allSatisfy { !$0[field].isEmpty }
            })
        for (field, column) in fields.enumerated() {
            let cells = Set(dataset.rows.map { $0[field] })
            switch column.type {
            case .string:
                for (name, texts) in TextPool.special {
                    note("text: \(name)", if: texts.contains(where: cells.contains))
                }
            case .integer:
                note("least and greatest integer", if: cells.contains("\(Int64.min)") || cells.contains("\(Int64.max)"))
            case .decimal:
                let numbers = cells.compactMap { PlainDecimal($0) }
                note("decimal with 18 fraction digits", if: numbers.contains { $0.fraction.count == 18 })
                note("decimal of 18 and more digits", if: numbers.contains { $0.whole.count + $0.fraction.count >= 18 })
                note("decimals of several scales", if: Set(numbers.map(\.fraction.count)).count > 2)
            case .date, .datetime:
                note("year 1", if: cells.contains { $0.hasPrefix("0001-") })
                note("year 9999", if: cells.contains { $0.hasPrefix("9999-") })
                note("leap day", if: cells.contains { $0.dropFirst(4).hasPrefix("-02-29") })
                note("month end", if: cells.contains { $0.dropFirst(7).hasPrefix("-31") })
            case .boolean: note("truth values spelt several ways", if: cells.count > 3)
            case .guid, .month: break
            }
        }
    }

    // MARK: Queries

    mutating func note(
        _ query: SelectStatement, on dataset: World.Dataset, in world: World, outcome: ReferenceEvaluator.Outcome,
        window: TimeWindow?, rowLimit: Int?
    ) {
        queries += 1
        filled += outcome.rows.isEmpty ? 0 : 1
        let schema = dataset.schema
        func isMetric(_ name: String) -> Bool {
            let lower = name.lowercased()
            return !schema.columns.contains { $0.name.lowercased() == lower }
        }
        func type(_ name: String) -> String {
            if isMetric(name) { return "metric" }
            return schema.columns.first { $0.name.lowercased() == name.lowercased() }.map { "\($0.type)" } ?? "?"
        }
        for (index, condition) in query.conditions.enumerated() {
            // A condition that everything or nothing satisfies proves little.
            guard outcome.satisfied[index] > 0, outcome.failed[index] > 0 else { continue }
            note("\(Self.name(of: condition.test)) on \(type(condition.name.value))")
        }
        let outputs = query.columns.map { $0.value.lowercased() }
        let names = Set(outputs)
        let hasMetric = query.columns.contains { isMetric($0.value) }
        let usesMetric =
            hasMetric || query.conditions.contains { isMetric($0.name.value) }
            || query.orderings.contains { isMetric($0.name.value) }
        let merges = outcome.candidates > 0 && outcome.candidates < outcome.selected
        let isDistinct = query.isDistinct || world.options.implicitDistinct
        note("DISTINCT that removes rows", if: query.isDistinct && !usesMetric && merges)
        note("implicit DISTINCT that removes rows", if: !query.isDistinct && isDistinct && !usesMetric && merges)
        note("DISTINCT with metrics", if: query.isDistinct && hasMetric && merges)
        note("a name selected twice", if: names.count < outputs.count && !outcome.rows.isEmpty)
        note("metrics only", if: query.columns.allSatisfy { isMetric($0.value) })
        note("metrics only, over no rows", if: outcome.selected == 0 && query.columns.allSatisfy { isMetric($0.value) })
        note("metric that is not selected", if: usesMetric && !hasMetric && merges)
        note("null group key", if: outcome.hasNullGroup)
        note("null order key", if: outcome.hasNullKey && outcome.candidates > 1)
        note("null metric", if: outcome.hasNullMetric)
        note("metric beyond 64 bits", if: outcome.hasLargeMetric)
        for ordering in query.orderings where outcome.candidates > 1 {
            let direction = ordering.direction?.rawValue ?? "without direction"
            note("ORDER BY \(type(ordering.name.value)) \(direction)")
            let isSelected = names.contains(ordering.name.value.lowercased())
            note(
                "ORDER BY unselected in groups \(direction)",
                if: !isSelected && merges && !isMetric(ordering.name.value))
        }
        note("LIMIT that cuts", if: query.limit.map { $0.value < outcome.candidates } ?? false)
        note("LIMIT of one in many", if: query.limit?.value == 1 && outcome.candidates > 8 && !query.orderings.isEmpty)
        note("LIMIT beyond 64 bits", if: query.limit?.value == .max)
        note("limit of the caller that cuts", if: rowLimit.map { $0 < outcome.candidates } ?? false)
        let cuts = outcome.inWindow > 0 && outcome.inWindow < dataset.rows.count
        if let window {
            note("window \(window.includesUpper ? "with" : "without") its end that cuts", if: cuts)
            note("window without begin that cuts", if: cuts && window.lower == nil)
        } else {
            note("\(query.timespan?.value.rawValue ?? "no TIMESPAN") that cuts", if: cuts)
        }
        let texts = query.conditions.flatMap { Self.literals(of: $0.test) }
        note("literal with a quote", if: texts.contains { $0.contains("'") })
        note("number of more than 38 digits", if: texts.contains { $0.utf8.count > 38 && PlainDecimal($0) != nil })
        note(
            "number literal on text",
            if: query.conditions.contains {
                type($0.name.value) == "string" && Self.hasNumber($0.test)
            })
    }

    private static func name(of test: SelectStatement.Test) -> String {
        switch test {
        case .comparison(let comparison, _): comparison.rawValue
        case .like(_, let isNegated): isNegated ? "NOT LIKE" : "LIKE"
        case .membership(_, let isNegated): isNegated ? "NOT IN" : "IN"
        }
    }

    private static func literals(of test: SelectStatement.Test) -> [String] {
        let literals: [Literal] =
            switch test {
            case .comparison(_, let literal): [literal.value]
            case .like(let pattern, _): [.string(pattern.value)]
            case .membership(let literals, _): literals.map(\.value)
            }
        return literals.map {
            switch $0 {
            case .number(let digits): digits
            case .string(let text): text
            }
        }
    }

    private static func hasNumber(_ test: SelectStatement.Test) -> Bool {
        switch test {
        case .comparison(_, let literal): if case .number = literal.value { true } else { false }
        case .membership(let literals, _): if case .number = literals[0].value { true } else { false }
        case .like: false
        }
    }
}
