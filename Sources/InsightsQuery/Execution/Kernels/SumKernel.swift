extension Grouping {
    /// The sum of a column per group, exact whatever the order; null for groups without any value.
    ///
    /// Truth values count the true ones. Texts, days and instants have no sum: null everywhere.
    func sum(_ column: Column, rows: [UInt32]) -> MetricColumn {
        switch column {
        case .integer(let column):
            MetricColumn(values: sum(column, rows: rows), scale: 0, isInteger: true)
        case .decimal(let column, let scale):
            MetricColumn(values: sum(column, rows: rows), scale: scale, isInteger: false)
        case .boolean(let column):
            MetricColumn(values: sum(column.numbers, rows: rows), scale: 0, isInteger: true)
        case .text, .day, .instant:
            .null(count: count)
        }
    }

    private func sum(_ column: NumericColumn<Int64>, rows: [UInt32]) -> NumericColumn<Int128> {
        var sums = Array(repeating: Int128(0), count: count)
        var present = Array(repeating: UInt8(0), count: count)
        // Nulls are stored as zero, so that they may be added like anything else. The sums cannot overflow: a table
        // has fewer than 2^32 rows of 64 bits each.
        for (position, row) in rows.enumerated() {
            let group = Int(groupOf[position])
            sums[group] &+= Int128(column.values[Int(row)])
            present[group] |= column.validity?[Int(row)] ?? 1
        }
        return NumericColumn(values: sums, validity: present)
    }
}

extension BooleanColumn {
    /// The truth values as 1 and 0.
    fileprivate var numbers: NumericColumn<Int64> {
        NumericColumn(
            values: codes.map { $0 == Self.yes ? 1 : 0 }, validity: codes.map { $0 == Self.null ? 0 : 1 })
    }
}
