/// Resolves the names of one statement against one schema.
struct Binder {
    private let scope: Scope
    private var metrics: [BoundQuery.Metric] = []
    private var placeOfMetric: [Int: Int] = [:]

    init(_ scope: Scope) {
        self.scope = scope
    }

    /// Binds a statement: resolves its names and converts its literals.
    mutating func bind(
        _ statement: SelectStatement, options: QueryOptions
    ) throws(QueryDiagnostic) -> BoundQuery {
        var outputs: [BoundQuery.Target] = []
        for name in statement.columns { outputs.append(try resolve(name).target) }
        var conditions: [BoundQuery.Condition] = []
        for condition in statement.conditions { conditions.append(try bind(condition)) }
        var orderings: [BoundQuery.Ordering] = []
        for item in statement.orderings {
            let target = try resolve(item.name).target
            let ordering = BoundQuery.Ordering(target: target, isDescending: item.direction != .ascending)
            // A repeated item cannot change the order; dropping it keeps the work bounded.
            if !orderings.contains(ordering) { orderings.append(ordering) }
        }
        if let timespan = statement.timespan, !options.anyTimespan { try check(timespan) }
        return BoundQuery(
            table: scope.schema.name, timespan: statement.timespan?.value ?? .standard,
            hasExplicitTimespan: statement.timespan != nil, schema: scope.schema, outputs: outputs,
            metrics: metrics, conditions: conditions, orderings: orderings,
            isDistinct: statement.isDistinct || options.implicitDistinct, limit: statement.limit?.value)
    }

    private mutating func bind(
        _ condition: SelectStatement.Condition
    ) throws(QueryDiagnostic) -> BoundQuery.Condition {
        let (target, type) = try resolve(condition.name)
        switch condition.test {
        case .comparison(let comparison, let literal):
            let literal = BoundLiteral(literal.value, as: type)
            guard let literal, comparison != .equal, comparison != .notEqual else {
                let test = BoundQuery.Test.anyOf(literal.map { [$0] } ?? [])
                return .init(target: target, test: test, isNegated: comparison == .notEqual)
            }
            return .init(target: target, test: .comparison(comparison, literal), isNegated: false)
        case .like(let pattern, let isNegated):
            return .init(target: target, test: .like(LikePattern(pattern.value)), isNegated: isNegated)
        case .membership(let literals, let isNegated):
            let literals = literals.compactMap { BoundLiteral($0.value, as: type) }
            return .init(target: target, test: .anyOf(literals), isNegated: isNegated)
        }
    }

    /// Resolves a name; a metric gets an index among the metrics to compute.
    private mutating func resolve(
        _ name: Located<String>
    ) throws(QueryDiagnostic) -> (target: BoundQuery.Target, type: ColumnType) {
        switch scope.meaning(of: name.value) {
        case .column(let index):
            return (.field(index), scope.schema.columns[index].type)
        case .metric(let index):
            let metric = scope.schema.metrics[index]
            let place = placeOfMetric[index] ?? metrics.count
            if place == metrics.count {
                placeOfMetric[index] = place
                metrics.append(
                    .init(
                        name: metric.name, function: metric.function, field: scope.sourceField(ofMetric: index),
                        isSensitive: metric.isSensitive))
            }
            return (.metric(place), metric.type)
        case nil:
            throw QueryDiagnostic(
                code: .unknownColumn(name.value), range: name.range,
                message: "unknown column \"\(excerpt(name.value))\" in dataset \"\(scope.schema.name)\"",
                hint: nearestNameHint(to: name.value, among: scope.names))
        }
    }

    private func check(_ timespan: Located<Timespan>) throws(QueryDiagnostic) {
        let offered = scope.schema.timespans
        guard !offered.contains(timespan.value) else { return }
        throw QueryDiagnostic(
            code: .timespanNotOffered(timespan.value, offered: offered), range: timespan.range,
            message: "dataset \"\(scope.schema.name)\" does not offer the span \(timespan.value.rawValue)",
            hint: offered.isEmpty ? nil : "it offers " + offered.map(\.rawValue).joined(separator: ", "))
    }
}
