/// Small numbers that stand for values: equal values have equal codes, null has code 0.
struct KeyCodes: Sendable {
    /// One code per selected row.
    var codes: [UInt32]
    /// All codes are below this.
    var bound: Int

    /// Codes of a column's values in the selected rows; texts that differ in letter case only are equal.
    init(_ column: Column, rows: [UInt32]) {
        switch column {
        case .text(let column):
            let representatives = column.dictionary.folded.representatives
            codes = rows.map { representatives[Int(column.codes[Int($0)])] }
            bound = representatives.count
        case .boolean(let column):
            codes = rows.map { UInt32(column.codes[Int($0)]) }
            bound = 3
        case .integer(let column), .decimal(let column, _), .instant(let column):
            (codes, bound) = numberCodes(column, rows: rows)
        case .day(let column):
            (codes, bound) = numberCodes(column, rows: rows)
        }
    }
}

/// Codes of numbers: in a narrow range the distance from the least, otherwise in the order they are met.
private func numberCodes<Element>(
    _ column: NumericColumn<Element>, rows: [UInt32]
) -> (codes: [UInt32], bound: Int) {
    var least = Element.max
    var greatest = Element.min
    for row in rows {
        least = min(least, column.values[Int(row)])
        greatest = max(greatest, column.values[Int(row)])
    }
    let span = Int128(greatest) - Int128(least)
    if span < Int128(max(1024, rows.count * 4)) {
        let base = Int64(least)
        let codes = rows.map { row in column[Int(row)].map { UInt32(Int64($0) - base) + 1 } ?? 0 }
        return (codes, Int(max(span, 0)) + 2)
    }
    var table = NumberTable(expecting: rows.count)
    let codes = rows.map { row -> UInt32 in
        guard let value = column[Int(row)] else { return 0 }
        return table.place(of: UInt64(truncatingIfNeeded: value)) + 1
    }
    return (codes, table.count + 1)
}
