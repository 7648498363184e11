/// A column of integers of one width: amounts, days, seconds, sums.
struct NumericColumn<Element: FixedWidthInteger & SignedInteger & Sendable>: Sendable {
    /// One value per row; zero where the row is null.
    var values: [Element]
    /// One byte per row, 1 for a value and 0 for a null; nil if no row is null.
    var validity: [UInt8]?
    private let knownExtent = Lazy<RowRange<Element>>()

    /// Creates a column of nulls.
    init(nulls count: Int) {
        values = Array(repeating: 0, count: count)
        validity = Array(repeating: 0, count: count)
    }

    /// Creates a column of values; `validity` is nil if no row is null.
    init(values: [Element], validity: [UInt8]?) {
        self.values = values
        self.validity = validity
    }

    /// The bounds of the values; computed on first use, after which no value may be appended.
    var extent: RowRange<Element> { knownExtent.value { RowRange(values) } }

    /// Returns the value of a row, or nil if it is null.
    subscript(row: Int) -> Element? {
        if let validity, validity[row] == 0 { return nil }
        return values[row]
    }

    /// Returns the column with every value replaced; nulls stay null.
    func mapped(_ transform: (Element) -> Element) -> Self {
        Self(values: values.map(transform), validity: validity)
    }

    /// Appends a value, or a null.
    mutating func append(_ value: Element?) {
        if let value {
            values.append(value)
            validity?.append(1)
        } else {
            if validity == nil { validity = Array(repeating: 1, count: values.count) }
            values.append(0)
            validity?.append(0)
        }
    }
}
