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
        // Nulls are stored as zero, so that they may be added like anything else. The sums cannot overflow: a table
        // has fewer than 2^32 rows of 64 bits each.
        var sums = Array(repeating: Int128(0), count: count)
        column.values.withUnsafeBufferPointer { values in
            addUp(rows) { group, row in sums[group] &+= Int128(values[row]) }
        }
        guard let validity = column.validity else {
            // Without nulls only the one group that exists even over no rows can be without values.
            return NumericColumn(values: sums, validity: rows.isEmpty ? Array(repeating: 0, count: count) : nil)
        }
        var present = Array(repeating: UInt8(0), count: count)
        validity.withUnsafeBufferPointer { validity in
            addUp(rows) { group, row in present[group] |= validity[row] }
        }
        return NumericColumn(values: sums, validity: present)
    }

    /// Visits the group and the table row of every selected row.
    @inline(__always)
    private func addUp(_ rows: [UInt32], _ visit: (_ group: Int, _ row: Int) -> Void) {
        rows.withUnsafeBufferPointer { rows in
            groupOf.withUnsafeBufferPointer { groups in
                for position in rows.indices { visit(Int(groups[position]), Int(rows[position])) }
            }
        }
    }
}

extension BooleanColumn {
    /// The truth values as 1 and 0.
    fileprivate var numbers: NumericColumn<Int64> {
        NumericColumn(
            values: codes.map { $0 == Self.yes ? 1 : 0 }, validity: codes.map { $0 == Self.null ? 0 : 1 })
    }
}
