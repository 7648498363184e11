/// The values of one metric, one per group.
struct MetricColumn: Sendable {
    /// The values; 128 bits hold the sum of 64-bit numbers over any table.
    var values: NumericColumn<Int128>
    /// The number of fraction digits.
    var scale: Int
    /// Whether the metric has an integer type.
    var isInteger: Bool

    /// Returns a metric without values.
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
