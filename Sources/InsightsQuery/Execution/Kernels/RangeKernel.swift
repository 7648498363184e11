extension RowMask {
    /// Keeps rows whose value lies in an interval, or outside it; drops nulls.
    ///
    /// - Parameters:
    ///   - column: the values.
    ///   - interval: the first and last unit of the interval; nil if it is empty.
    ///   - isNegated: whether to keep the values outside the interval instead.
    mutating func keep<Element>(
        _ column: NumericColumn<Element>, in interval: (first: Int128, last: Int128)?, isNegated: Bool
    ) {
        let flip: UInt8 = isNegated ? 1 : 0
        if let interval, interval.first <= Int128(Element.max), interval.last >= Int128(Element.min) {
            let first = Element(clamping: interval.first)
            let last = Element(clamping: interval.last)
            column.values.withUnsafeBufferPointer { values in
                lower { row in
                    ((values[row] >= first ? 1 : 0) & (values[row] <= last ? 1 : 0) as UInt8) ^ flip
                }
            }
        } else if !isNegated {
            dropAll()
        }
        dropNulls(column.validity)
    }

    /// Drops rows without a value.
    mutating func dropNulls(_ validity: ColumnValues<UInt8>?) {
        guard let validity else { return }
        validity.withUnsafeBufferPointer { validity in lower { validity[$0] } }
    }
}
