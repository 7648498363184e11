/// A column of whole numbers of one width: amounts, days, seconds, sums.
struct NumericColumn<Element: FixedWidthInteger & SignedInteger & Sendable>: Sendable {
    /// One value per row; zero where the row is null.
    var values: [Element]
    /// One byte per row, 1 where there is a value and 0 where there is none; nil if no row is null.
    var validity: [UInt8]?
    private let knownExtent = Lazy<RowRange<Element>>()

    /// A column of nulls.
    init(nulls count: Int) {
        values = Array(repeating: 0, count: count)
        validity = Array(repeating: 0, count: count)
    }

    /// A column of the given values.
    init(values: [Element], validity: [UInt8]?) {
        self.values = values
        self.validity = validity
    }

    /// Within which bounds the values lie: those there are when it is first asked for, so that none may follow.
    var extent: RowRange<Element> { knownExtent.value { RowRange(values) } }

    /// The value of a row, or nil if it is null.
    subscript(row: Int) -> Element? {
        if let validity, validity[row] == 0 { return nil }
        return values[row]
    }

    /// The same column with every value replaced, nulls staying null.
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
