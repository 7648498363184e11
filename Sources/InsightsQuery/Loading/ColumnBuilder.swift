/// A collector of the cells of one column.
///
/// Cells arrive in one of two ways with the same result. `append` takes any text and reports what is wrong with it.
/// `parse` takes a cell in place from a CSV text, and only in a form that it can process directly.
class ColumnBuilder {
    /// The number of cells.
    var count: Int { 0 }

    /// Appends a cell of UTF-8 text, an empty one as null; returns what was expected if the text does not fit.
    func append(_ cell: UnsafeRawBufferPointer) -> String? { preconditionFailure("not a column") }

    /// Appends the cell that begins at a position and ends before a comma or a line end.
    ///
    /// - Parameter cell: the text; `FieldEnd.padding` bytes after the cell must be readable.
    /// - Returns: the end of the cell; nil if it is not in plain form, in which case nothing was appended.
    func parse(_ cell: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? { nil }

    /// Completes the work that `parse` deferred, while the parsed text still exists.
    ///
    /// Returns false if a cell does not fit; the builder must not be used after that.
    ///
    /// Must be called before any member other than `parse` and `count`.
    func finishParsing() -> Bool { true }

    /// Removes the cells from index `count` on.
    func truncate(to count: Int) {}

    /// Returns the column of all cells, followed by those of other builders of the same type; all builders are
    /// consumed.
    ///
    /// Returns nil if the cells fit individually, but not together.
    func finish(with others: [ColumnBuilder]) -> Column? { nil }

    /// Returns a builder for a column type.
    static func make(for type: ColumnType) -> ColumnBuilder {
        switch type {
        case .string: TextColumnBuilder(isIdentifier: false)
        case .guid: TextColumnBuilder(isIdentifier: true)
        case .integer: IntegerColumnBuilder()
        case .decimal: DecimalColumnBuilder()
        case .boolean: BooleanColumnBuilder()
        case .date: DayColumnBuilder(isMonth: false)
        case .month: DayColumnBuilder(isMonth: true)
        case .datetime: InstantColumnBuilder()
        }
    }
}

/// The ends of unquoted CSV fields.
enum FieldEnd {
    /// The number of readable bytes required after a text; none of them may continue a field.
    static let padding = 64

    /// Returns whether a byte ends a field: a comma or the beginning of a line end.
    @inline(__always)
    static func isEnd(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }

    /// Returns a word whose lowest set bit is in the first byte that is not plain field content.
    ///
    /// Such bytes are commas, quotes and control characters.
    @inline(__always)
    static func marks(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let commas = word ^ (ones &* UInt64(UInt8(ascii: ",")))
        let quotes = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
        let controls = (word &- ones &* 0x20) & ~word
        // A byte whose top bit is set by adding one is 0x7F, or not ASCII text.
        let deletes = (word &+ ones) & ~word
        return (controls | ((commas &- ones) & ~commas) | ((quotes &- ones) & ~quotes) | deletes) & (ones &* 0x80)
    }
}

/// The values of a numeric column, with a record of which are null.
struct NumericBuffer<Element: FixedWidthInteger & SignedInteger & BitwiseCopyable & Sendable>: ~Copyable {
    private(set) var values = GrowingBuffer<Element>()
    private var validity = GrowingBuffer<UInt8>(capacity: 8)
    private var hasNulls = false

    init() {}

    var count: Int { values.count }

    @inline(__always)
    mutating func append(_ value: Element) {
        values.append(value)
        if hasNulls { validity.append(1) }
    }

    mutating func appendNull() {
        if !hasNulls {
            hasNulls = true
            validity.append(repeating: 1, count: values.count)
        }
        values.append(0)
        validity.append(0)
    }

    mutating func truncate(to count: Int) {
        values.truncate(to: count)
        validity.truncate(to: count)
    }

    /// Multiplies all values by a factor, which must not overflow.
    mutating func multiply(by factor: Element) {
        for index in 0..<values.count { values.start[index] *= factor }
    }

    /// Appends the values of this buffer, multiplied, to a column; returns false on overflow.
    func copy(to column: inout NumericColumn<Element>, factor: Element) -> Bool {
        var overflows = false
        for value in values.elements {
            let (product, overflow) = value.multipliedReportingOverflow(by: factor)
            overflows = overflows || overflow
            column.values.append(product)
        }
        if hasNulls {
            if column.validity == nil { column.validity = Array(repeating: 1, count: column.values.count - count) }
            column.validity?.append(contentsOf: validity.elements)
        } else {
            column.validity?.append(contentsOf: repeatElement(1, count: count))
        }
        return !overflows
    }
}

extension NumericColumn where Element: BitwiseCopyable {
    /// Returns a column of the values of all buffers in order; nil on overflow.
    ///
    /// Each builder hands over its buffer, so its memory is released as soon as it is copied.
    static func joining<Builder: AnyObject>(
        _ builders: [Builder], factors: [Element]? = nil,
        lending: (Builder, (consuming NumericBuffer<Element>) -> Void) -> Void, count: Int
    ) -> NumericColumn? {
        var column = NumericColumn(values: [], validity: nil)
        column.values.reserveCapacity(count)
        var fits = true
        for (index, builder) in builders.enumerated() {
            lending(builder) { buffer in
                fits = buffer.copy(to: &column, factor: factors?[index] ?? 1) && fits
            }
        }
        return fits ? column : nil
    }
}
