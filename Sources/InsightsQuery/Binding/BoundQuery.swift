/// A query with resolved names and converted literals, ready to run on the rows of its dataset.
package struct BoundQuery: Sendable {
    /// The dataset's name in the catalogue's spelling.
    package let table: String
    /// The timespan in effect: the one written, or the standard one.
    package let timespan: Timespan
    /// Whether the query has a TIMESPAN clause.
    package let hasExplicitTimespan: Bool

    let schema: TableSchema
    let outputs: [Target]
    let metrics: [Metric]
    let conditions: [Condition]
    let orderings: [Ordering]
    let isDistinct: Bool
    let limit: Int?

    /// What the query may not mean, such as a literal that is not a value of its column's type.
    package let warnings: [QueryDiagnostic]

    /// The names of the output columns in the catalogue's spelling, in SELECT order.
    package var columnNames: [String] {
        let fields = schema.storedFields
        return outputs.map {
            switch $0 {
            case .field(let field): fields[field].name
            case .metric(let metric): metrics[metric].name
            }
        }
    }

    /// Whether rows with equal selected columns are merged, to compute metrics or to remove duplicates.
    var isGrouped: Bool { isDistinct || !metrics.isEmpty }

    /// The field or metric that a name refers to.
    enum Target: Sendable, Equatable {
        /// A stored field, by its index in the schema's stored fields.
        case field(Int)
        /// A metric, by its index among the metrics the query computes.
        case metric(Int)
    }

    struct Metric: Sendable {
        var name: String
        var function: MetricSchema.Function
        /// The stored field that the metric aggregates; nil if the schema names a column that it lacks.
        var field: Int?
        var isSensitive: Bool
    }

    /// A condition of WHERE.
    struct Condition: Sendable {
        var target: Target
        var test: Test
        /// Whether the condition holds for exactly the values that fail the test; a null never satisfies it.
        var isNegated: Bool
    }

    /// The test that a condition applies to a value.
    enum Test: Sendable {
        /// Equal to one of the literals; literals that cannot be converted are left out.
        case anyOf([BoundLiteral])
        /// Before, after or equal to a literal.
        case comparison(ComparisonOperator, BoundLiteral)
        /// A printed form that matches a pattern.
        case like(LikePattern)
    }

    /// An item of ORDER BY.
    struct Ordering: Sendable, Equatable {
        var target: Target
        var isDescending: Bool
    }
}
