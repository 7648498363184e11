extension RowMask {
    /// Keeps rows whose value is one of a few, or is not; drops nulls.
    ///
    /// - Parameters:
    ///   - column: the values.
    ///   - units: the wanted values in ascending order.
    ///   - isNegated: whether to keep the other values instead.
    mutating func keep<Element>(_ column: NumericColumn<Element>, among units: [Element], isNegated: Bool) {
        let flip: UInt8 = isNegated ? 1 : 0
        units.withUnsafeBufferPointer { units in
            column.values.withUnsafeBufferPointer { values in
                lower { (contains(values[$0], in: units) ? 1 : 0) ^ flip }
            }
        }
        dropNulls(column.validity)
    }
}

/// Returns whether values in ascending order contain a value.
private func contains<Element: Comparable>(_ value: Element, in sorted: UnsafeBufferPointer<Element>) -> Bool {
    var low = 0
    var high = sorted.count
    while low < high {
        let middle = (low + high) / 2
        if sorted[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low < sorted.count && sorted[low] == value
}
