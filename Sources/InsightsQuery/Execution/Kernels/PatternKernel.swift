extension RowMask {
    /// Keeps rows whose printed value matches a pattern, or does not; drops nulls.
    ///
    /// Prints only the values of rows not yet dropped, and a value that repeats from row to row only once.
    mutating func keep<Element>(
        _ column: NumericColumn<Element>, matching pattern: LikePattern, isNegated: Bool,
        printing print: (Int128, inout [UInt8]) -> Void
    ) {
        dropNulls(column.validity)
        var text: [UInt8] = []
        var folded: [UInt8] = []
        var last: (value: Element, keeps: UInt8)?
        for index in bytes.indices where bytes[index] != 0 {
            let value = column.values[start + index]
            if let last, last.value == value {
                bytes[index] = last.keeps
                continue
            }
            text.removeAll(keepingCapacity: true)
            print(Int128(value), &text)
            text.withUnsafeBytes { CaseFolding.fold($0, into: &folded) }
            let keeps: UInt8 = folded.withUnsafeBytes { pattern.matches($0) } != isNegated ? 1 : 0
            bytes[index] = keeps
            last = (value, keeps)
        }
    }
}
