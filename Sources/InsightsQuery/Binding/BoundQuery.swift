/// A query whose names are resolved and whose literals are converted: ready to run on the rows of its dataset.
public struct BoundQuery: Sendable {
    /// The dataset's name in the catalogue's spelling.
    public let table: String
    /// The span in effect: the one written, or the standard one.
    public let timespan: Timespan
    /// Whether the query says TIMESPAN.
    public let hasExplicitTimespan: Bool

    let schema: TableSchema
    let outputs: [Target]
    let metrics: [Metric]
    let conditions: [Condition]
    let orderings: [Ordering]
    let isDistinct: Bool
    let limit: Int?

    /// The names of the output columns in the catalogue's spelling, in SELECT order.
    public var columnNames: [String] {
        let fields = schema.storedFields
        return outputs.map {
            switch $0 {
            case .field(let field): fields[field].name
            case .metric(let metric): metrics[metric].name
            }
        }
    }

    /// Whether rows with equal selected columns become one: for metrics, and to remove duplicates.
    var isGrouped: Bool { isDistinct || !metrics.isEmpty }

    /// What a name means.
    enum Target: Sendable, Equatable {
        /// A stored field, by its place in the schema's stored fields.
        case field(Int)
        /// A metric, by its place among the metrics the query computes.
        case metric(Int)
    }

    /// A metric to compute.
    struct Metric: Sendable {
        var name: String
        var function: MetricSchema.Function
        /// The stored field it is computed from; nil if the schema names a column that it does not have.
        var field: Int?
        var isSensitive: Bool
    }

    /// A condition.
    struct Condition: Sendable {
        var target: Target
        var test: Test
        /// Whether exactly the values that fail the test satisfy the condition; a null satisfies neither way.
        var isNegated: Bool
    }

    /// What a condition asks of a value.
    enum Test: Sendable {
        /// Equal to one of the literals; those that cannot be converted are left out.
        case anyOf([BoundLiteral])
        /// On one side of a literal.
        case comparison(ComparisonOperator, BoundLiteral)
        /// Printed in a form that matches a pattern.
        case like(LikePattern)
    }

    /// An item of ORDER BY.
    struct Ordering: Sendable, Equatable {
        var target: Target
        var isDescending: Bool
    }
}
