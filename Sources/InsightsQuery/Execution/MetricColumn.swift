/// The values of one metric, one per group.
struct MetricColumn: Sendable {
    /// The values; sums of 64-bit numbers over any table fit.
    var values: NumericColumn<Int128>
    /// How many fraction digits the values have.
    var scale: Int
    /// Whether the values are whole numbers by type.
    var isInteger: Bool

    /// A metric without values.
    static func null(count: Int) -> MetricColumn {
        MetricColumn(values: NumericColumn(nulls: count), scale: 0, isInteger: true)
    }
}

extension RowMask {
    /// Keeps groups that satisfy a condition on a metric.
    mutating func keep(_ metric: MetricColumn, _ condition: BoundQuery.Condition) {
        let scale = metric.scale
        keep(metric.values, NumberTest(condition, scale: scale) { appendDecimal($0, scale: scale, to: &$1) })
    }
}
