extension RowMask {
    /// Keeps rows whose value satisfies a test; drops nulls.
    mutating func keep<Element>(_ column: NumericColumn<Element>, _ test: NumberTest) {
        switch test.kind {
        case .never:
            if !test.isNegated { dropAll() }
            dropNulls(column.validity)
        case .between(let first, let last):
            keep(column, in: (first, last), isNegated: test.isNegated)
        case .among(let units):
            keep(column, among: units.compactMap { Element(exactly: $0) }, isNegated: test.isNegated)
        case .like(let pattern, let print):
            keep(column, matching: pattern, isNegated: test.isNegated, printing: print)
        }
    }
}
