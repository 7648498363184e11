/// The values of one metric, one per group.
struct MetricColumn: Sendable {
    /// The values in the least width that holds them.
    enum Values: Sendable {
        case narrow(NumericColumn<Int64>)
        /// 128 bits hold the sum of 64-bit numbers over any table.
        case wide(NumericColumn<Int128>)
    }

    /// The values.
    var values: Values
    /// The number of fraction digits.
    var scale: Int
    /// Whether the metric has an integer type.
    var isInteger: Bool

    /// Returns a metric without values.
    static func null(count: Int) -> MetricColumn {
        MetricColumn(values: .narrow(NumericColumn(nulls: count)), scale: 0, isInteger: true)
    }

    /// Returns the value of a group, or nil if it has none.
    subscript(group: Int) -> Int128? {
        switch values {
        case .narrow(let column): column[group].map { Int128($0) }
        case .wide(let column): column[group]
        }
    }
}

extension RowMask {
    /// Keeps groups that satisfy a condition on a metric.
    mutating func keep(_ metric: MetricColumn, _ condition: BoundQuery.Condition) {
        let scale = metric.scale
        let test = NumberTest(condition, scale: scale) { appendDecimal($0, scale: scale, to: &$1) }
        switch metric.values {
        case .narrow(let column): keep(column, test)
        case .wide(let column): keep(column, test)
        }
    }
}
