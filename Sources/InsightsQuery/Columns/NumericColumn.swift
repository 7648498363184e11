/// A column of integers of one width: amounts, days, seconds, sums.
struct NumericColumn<Element: FixedWidthInteger & SignedInteger & BitwiseCopyable & Sendable>: Sendable {
    /// One value per row; zero where the row is null.
    let values: ColumnValues<Element>
    /// One byte per row, 1 for a value and 0 for a null; nil if no row is null.
    let validity: ColumnValues<UInt8>?
    private let knownExtent = Lazy<RowRange<Element>>()

    /// Creates a column of nulls.
    init(nulls count: Int) {
        values = ColumnValues(repeating: 0, count: count)
        validity = ColumnValues(repeating: 0, count: count)
    }

    /// Creates a column of values whose bounds are known.
    init(values: ColumnValues<Element>, validity: ColumnValues<UInt8>?, extent: RowRange<Element>) {
        self.init(values: values, validity: validity)
        _ = knownExtent.value { extent }
    }

    /// Creates a column of values; `validity` is nil if no row is null.
    init(values: ColumnValues<Element>, validity: ColumnValues<UInt8>?) {
        self.values = values
        self.validity = validity
    }

    /// The bounds of the values; computed on first use.
    var extent: RowRange<Element> { knownExtent.value { RowRange(values) } }

    /// Returns the value of a row, or nil if it is null.
    subscript(row: Int) -> Element? {
        if let validity, validity[row] == 0 { return nil }
        return values[row]
    }

    /// Returns the column with every value replaced; nulls stay null.
    func mapped(_ transform: (Element) -> Element) -> Self {
        var mapped = GrowingBuffer<Element>(capacity: values.count)
        values.withUnsafeBufferPointer { values in mapped.append(count: values.count) { transform(values[$0]) } }
        return Self(values: ColumnValues(mapped), validity: validity)
    }
}
