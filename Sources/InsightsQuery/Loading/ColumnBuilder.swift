/// Collects the cells of one column.
///
/// There are two ways in with the same outcome: `append` takes any text and says what is wrong with it, `parse` takes
/// a cell where it stands in a CSV text, and only what it can take at once.
class ColumnBuilder {
    /// How many cells there are.
    var count: Int { 0 }

    /// Appends a cell of UTF-8 text, an empty one as null; returns what was expected if the text does not fit.
    func append(_ cell: UnsafeRawBufferPointer) -> String? { preconditionFailure("no column of its own") }

    /// Appends the cell that begins at some place and ends before a comma or a line end.
    ///
    /// - Parameter cell: text of which `FieldEnd.padding` bytes more than belong to it must be readable.
    /// - Returns: where the cell ends; nil if it is not a plain one, in which case nothing was appended.
    func parse(_ cell: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? { nil }

    /// Finishes what `parse` left for later, before the text it parsed goes away; false if a cell turns out not to fit,
    /// in which case the builder is of no further use.
    ///
    /// Must come before anything but `parse` and `count` is called.
    func finishParsing() -> Bool { true }

    /// Drops cells at the end.
    func truncate(to count: Int) {}

    /// The column of all cells, then those of other builders of the same type, all of which are of no further use.
    ///
    /// Nil if the cells fit each for itself, but not together.
    func finish(with others: [ColumnBuilder]) -> Column? { nil }

    /// The builder of a column of some type.
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

/// Where a bare field of CSV ends.
enum FieldEnd {
    /// How many bytes behind a text may be looked at; none of them may continue a field.
    static let padding = 64

    /// Whether a byte ends a field: a comma or the beginning of a line end.
    @inline(__always)
    static func isEnd(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }

    /// A word whose lowest set bit is in the first byte that does not simply belong to a field: a comma, a quote or a
    /// control character.
    @inline(__always)
    static func marks(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let commas = word ^ (ones &* UInt64(UInt8(ascii: ",")))
        let quotes = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
        let controls = (word &- ones &* 0x20) & ~word
        // A byte that becomes the highest when one is added is 0x7F, or no text at all.
        let deletes = (word &+ ones) & ~word
        return (controls | ((commas &- ones) & ~commas) | ((quotes &- ones) & ~quotes) | deletes) & (ones &* 0x80)
    }
}

/// The values of a column of numbers and which of them are there.
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

    /// Multiplies all values, which must not overflow.
    mutating func multiply(by factor: Element) {
        for index in 0..<values.count { values.start[index] *= factor }
    }

    /// Appends the values of another buffer, multiplied, to arrays; nil if they do not fit.
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
    /// The values of one buffer after the other.
    ///
    /// Each buffer is lent by a builder, so that its memory can be given back as soon as it is copied.
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
