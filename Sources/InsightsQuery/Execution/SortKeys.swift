/// The keys of one item of ORDER BY: columns of numbers, compared from left to right in ascending order.
///
/// Descending values are inverted. Nulls come last in both directions, by means of an extra column.
struct SortKeys: Sendable {
    /// The columns, all of the same length.
    private(set) var columns: [[Int64]]

    /// Creates the keys of a column's values in some rows.
    init(_ column: Column, rows: [UInt32], isDescending: Bool) {
        let flip: Int64 = isDescending ? -1 : 0
        switch column {
        case .text(let column):
            let ranks = column.dictionary.ranks
            columns = [
                rows.map {
                    let code = Int(column.codes[Int($0)])
                    return code == 0 ? .max : Int64(ranks[code]) ^ flip
                }
            ]
        case .boolean(let column):
            columns = [
                rows.map {
                    let code = column.codes[Int($0)]
                    return code == BooleanColumn.null ? .max : Int64(code) ^ flip
                }
            ]
        case .integer(let column), .decimal(let column, _), .instant(let column):
            columns = Self.columns(column, rows: rows, flip: flip)
        case .day(let column):
            columns = Self.columns(column, rows: rows, flip: flip)
        }
    }

    /// Creates the keys of a metric's values in all groups.
    init(_ metric: MetricColumn, isDescending: Bool) {
        switch metric.values {
        case .narrow(let column):
            columns = [column.values.map { isDescending ? ~$0 : $0 }]
            insertNulls(column.validity)
        case .wide(let column):
            let values = column.values.map { isDescending ? ~$0 : $0 }
            columns = [
                values.map { Int64(truncatingIfNeeded: $0 >> 64) },
                // The lower halves are unsigned: inverting the top bit gives signed numbers in the same order.
                values.map { Int64(truncatingIfNeeded: $0) ^ .min },
            ]
            insertNulls(column.validity)
        }
    }

    /// Makes nulls come last.
    private mutating func insertNulls(_ validity: ColumnValues<UInt8>?) {
        if let validity { columns.insert(validity.map { 1 - Int64($0) }, at: 0) }
    }

    private static func columns<Element>(
        _ column: NumericColumn<Element>, rows: [UInt32], flip: Int64
    ) -> [[Int64]] {
        guard let validity = column.validity else { return [rows.map { Int64(column.values[Int($0)]) ^ flip }] }
        // Nulls are stored as zero, so they are equal to each other.
        return [rows.map { 1 - Int64(validity[Int($0)]) }, rows.map { Int64(column.values[Int($0)]) ^ flip }]
    }

    /// Returns the first key of every group in sort order: the least value if ascending, the greatest if descending.
    func firstOfGroup(_ grouping: Grouping) -> SortKeys {
        var best = grouping.firstPositions
        for (position, group) in grouping.groupOf.enumerated() where precedes(position, Int(best[Int(group)])) {
            best[Int(group)] = UInt32(position)
        }
        return taking(best)
    }

    /// Returns the keys at some positions; a position past the end, that of a group without rows, has zeros.
    func taking(_ positions: [UInt32]) -> SortKeys {
        var taken = self
        taken.columns = columns.map { column in positions.map { Int($0) < column.count ? column[Int($0)] : 0 } }
        return taken
    }

    private func precedes(_ left: Int, _ right: Int) -> Bool {
        for column in columns where column[left] != column[right] { return column[left] < column[right] }
        return false
    }
}
