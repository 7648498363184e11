/// Resolves the names of one statement against one schema.
struct Binder {
    private let scope: Scope
    private var metrics: [BoundQuery.Metric] = []
    private var placeOfMetric: [Int: Int] = [:]
    private var warnings: [QueryDiagnostic] = []
    private let refusesUnreadableLiterals: Bool

    init(_ scope: Scope, options: QueryOptions) {
        self.scope = scope
        refusesUnreadableLiterals = options.refusesUnreadableLiterals
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
            isDistinct: statement.isDistinct || options.implicitDistinct, limit: statement.limit?.value,
            warnings: warnings)
    }

    private mutating func bind(
        _ condition: SelectStatement.Condition
    ) throws(QueryDiagnostic) -> BoundQuery.Condition {
        let (target, type) = try resolve(condition.name)
        switch condition.test {
        case .comparison(let comparison, let literal):
            let literal = try bind(literal, of: condition.name, as: type)
            guard let literal, comparison != .equal, comparison != .notEqual else {
                let test = BoundQuery.Test.anyOf(literal.map { [$0] } ?? [])
                return .init(target: target, test: test, isNegated: comparison == .notEqual)
            }
            return .init(target: target, test: .comparison(comparison, literal), isNegated: false)
        case .like(let pattern, let isNegated):
            return .init(target: target, test: .like(LikePattern(pattern.value)), isNegated: isNegated)
        case .membership(let literals, let isNegated):
            var values: [BoundLiteral] = []
            for literal in literals {
                if let value = try bind(literal, of: condition.name, as: type) { values.append(value) }
            }
            return .init(target: target, test: .anyOf(values), isNegated: isNegated)
        }
    }

    /// Converts a literal; returns nil, with a warning, if it is not a value of the type and that is not an error.
    private mutating func bind(
        _ literal: Located<Literal>, of name: Located<String>, as type: ColumnType
    ) throws(QueryDiagnostic) -> BoundLiteral? {
        if let value = BoundLiteral(literal.value, as: type) { return value }
        let spelling = literal.value.spelling
        let diagnostic = QueryDiagnostic(
            code: .unreadableLiteral(excerpt(spelling)), range: literal.range,
            message: "\(excerpt(name.value)) is compared with \"\(excerpt(spelling))\", which equals no value of it",
            hint: "expected \(type.literalForm)")
        guard !refusesUnreadableLiterals else { throw diagnostic }
        if warnings.count < Self.warningLimit { warnings.append(diagnostic) }
        return nil
    }

    /// The number of warnings that a query has at the most; one tells what to do.
    private static let warningLimit = 8

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
