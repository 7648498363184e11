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

    /// Reserves memory for `count` cells.
    func reserve(_ count: Int, in spill: Spill?) {}

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

    /// Reserves memory for `count` values.
    mutating func reserve(_ count: Int, in spill: Spill?) {
        values.reserve(count, in: spill)
        if hasNulls || spill != nil { validity.reserve(count, in: spill) }
    }

    /// Multiplies all values by a factor; returns false on overflow.
    mutating func multiplyReportingOverflow(by factor: Element) -> Bool {
        if factor == 1 { return true }
        var overflows = false
        for index in 0..<values.count {
            let (product, overflow) = values.start[index].multipliedReportingOverflow(by: factor)
            overflows = overflows || overflow
            values.start[index] = product
        }
        return !overflows
    }

    /// Appends the values of another buffer.
    mutating func append(contentsOf other: borrowing NumericBuffer) {
        if other.hasNulls, !hasNulls {
            hasNulls = true
            validity.append(repeating: 1, count: values.count)
        }
        values.append(contentsOf: other.values.elements)
        guard hasNulls else { return }
        if other.hasNulls {
            validity.append(contentsOf: other.validity.elements)
        } else {
            validity.append(repeating: 1, count: other.count)
        }
    }

    /// Returns the values as a column; the buffer is empty after that.
    mutating func finish() -> NumericColumn<Element> {
        let validity = hasNulls ? ColumnValues(exchange(&validity, with: GrowingBuffer())) : nil
        return NumericColumn(values: ColumnValues(exchange(&values, with: GrowingBuffer())), validity: validity)
    }
}

extension NumericColumn {
    /// Returns a column of the values of all buffers in order, each multiplied by a factor; nil on overflow.
    ///
    /// Each builder hands over its buffer. The memory of the first becomes the column's; that of the others is released
    /// as soon as it is copied.
    static func joining<Builder: AnyObject>(
        _ builders: [Builder], factors: [Element]? = nil, taking: (Builder) -> NumericBuffer<Element>, count: Int
    ) -> NumericColumn? {
        var joined = NumericBuffer<Element>()
        for (index, builder) in builders.enumerated() {
            var buffer = taking(builder)
            guard buffer.multiplyReportingOverflow(by: factors?[index] ?? 1) else { return nil }
            if index == 0 {
                joined = consume buffer
                joined.reserve(count, in: nil)
            } else {
                joined.append(contentsOf: buffer)
            }
        }
        return joined.finish()
    }
}
