extension Grouping {
    /// How many different values a column has per group, nulls not counted.
    func countDistinct(_ column: Column, rows: [UInt32]) -> MetricColumn {
        let keys = KeyCodes(column, rows: rows)
        var pairs = self
        pairs.split(by: keys)
        var counts = Array(repeating: Int128(0), count: count)
        for position in pairs.firstPositions where keys.codes[Int(position)] != 0 {
            counts[Int(groupOf[Int(position)])] += 1
        }
        return MetricColumn(values: NumericColumn(values: counts, validity: nil), scale: 0, isInteger: true)
    }
}
