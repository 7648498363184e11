/// A condition prepared for a column: the lookups in the dictionary and in literals are done.
enum RowFilter: Sendable {
    /// Keeps all rows.
    case all
    /// Keeps none.
    case none
    /// Keeps rows whose code is marked in a table.
    case codes(ColumnValues<UInt32>, table: [UInt8])
    /// Keeps rows of a Boolean column whose code is marked in a table.
    case booleans(ColumnValues<UInt8>, table: [UInt8])
    /// Keeps rows by the value of a day column.
    case days(NumericColumn<Int32>, NumberTest)
    /// Keeps rows by the value of any other numeric column.
    case numbers(NumericColumn<Int64>, NumberTest)

    /// Prepares a condition on a column.
    init(_ column: Column, _ condition: BoundQuery.Condition) {
        switch column {
        case .text(let column):
            let table = condition.table(over: column.dictionary)
            // Null is always 0 in the table, so `keepsAll` cannot be derived from it.
            self = table.contains(1) ? .codes(column.codes, table: table) : .none
        case .boolean(let column):
            self = .booleans(column.codes, table: condition.table(over: column))
        case .integer(let column):
            self = .numbers(column, NumberTest(condition, scale: 0) { appendInteger(Int64($0), to: &$1) })
        case .decimal(let column, let scale):
            self = .numbers(column, NumberTest(condition, scale: scale) { appendDecimal($0, scale: scale, to: &$1) })
        case .day(let column):
            self = .days(column, NumberTest(condition, scale: 0) { appendDay(Int($0), to: &$1) })
        case .instant(let column):
            self = .numbers(column, NumberTest(condition, scale: 0) { appendInstant(Int($0), to: &$1) })
        }
    }

    /// Whether all rows are known to stay without looking at them.
    var keepsAll: Bool {
        switch self {
        case .all: true
        case .none, .codes, .booleans: false
        case .days(let column, let test): column.validity == nil && test.holds(throughout: column.extent.whole)
        case .numbers(let column, let test): column.validity == nil && test.holds(throughout: column.extent.whole)
        }
    }

    /// Drops rows that fail the condition; returns false if certainly no row stays.
    func apply(to mask: inout RowMask) -> Bool {
        switch self {
        case .all: return true
        case .none: return false
        case .codes(let codes, let table): mask.keep(codes, where: table)
        case .booleans(let codes, let table): mask.keep(codes, where: table)
        case .days(let column, let test): return Self.apply(test, column, to: &mask)
        case .numbers(let column, let test): return Self.apply(test, column, to: &mask)
        }
        return true
    }

    private static func apply<Element>(
        _ test: NumberTest, _ column: NumericColumn<Element>, to mask: inout RowMask
    ) -> Bool {
        let extent = column.extent.over(mask.start..<mask.start + mask.bytes.count)
        if test.fails(throughout: extent) { return false }
        if column.validity == nil, test.holds(throughout: extent) { return true }
        mask.keep(column, test)
        return true
    }
}

/// The test that a condition applies to a number, whatever the number represents.
struct NumberTest: Sendable {
    /// The kind of test.
    enum Kind: Sendable {
        /// In an interval, bounds included.
        case between(Int128, Int128)
        /// Equal to one of some numbers, in ascending order.
        case among([Int128])
        /// A printed form that matches a pattern.
        case like(LikePattern, print: @Sendable (Int128, inout [UInt8]) -> Void)
        /// Satisfied by no number.
        case never
    }

    let kind: Kind
    /// Whether the numbers that fail the test are kept instead; a null never is.
    let isNegated: Bool

    /// Creates a test of an interval.
    init(_ interval: (first: Int128, last: Int128)) {
        kind = .between(interval.first, interval.last)
        isNegated = false
    }

    /// Creates the test of a condition on numbers with `scale` fraction digits.
    init(
        _ condition: BoundQuery.Condition, scale: Int,
        printing print: @escaping @Sendable (Int128, inout [UInt8]) -> Void
    ) {
        isNegated = condition.isNegated
        switch condition.test {
        case .comparison(let comparison, let literal):
            kind = literal.threshold(scale: scale)?.interval(comparison).map { .between($0.first, $0.last) } ?? .never
        case .anyOf(let literals):
            let units = literals.compactMap { $0.threshold(scale: scale) }.filter(\.isExact).map(\.floor)
            kind = units.isEmpty ? .never : units.count == 1 ? .between(units[0], units[0]) : .among(units.sorted())
        case .like(let pattern):
            kind = .like(pattern, print: print)
        }
    }

    /// Returns whether every number of an interval satisfies the test.
    func holds<Number: BinaryInteger>(throughout extent: (least: Number, greatest: Number)) -> Bool {
        isNegated ? isOutside(extent) : isInside(extent)
    }

    /// Returns whether no number of an interval satisfies the test.
    func fails<Number: BinaryInteger>(throughout extent: (least: Number, greatest: Number)) -> Bool {
        isNegated ? isInside(extent) : isOutside(extent)
    }

    private func isInside<Number: BinaryInteger>(_ extent: (least: Number, greatest: Number)) -> Bool {
        guard case .between(let first, let last) = kind else { return false }
        return first <= Int128(extent.least) && Int128(extent.greatest) <= last
    }

    private func isOutside<Number: BinaryInteger>(_ extent: (least: Number, greatest: Number)) -> Bool {
        switch kind {
        case .between(let first, let last): last < Int128(extent.least) || Int128(extent.greatest) < first
        case .among(let units):
            !units.contains { Int128(extent.least) <= $0 && $0 <= Int128(extent.greatest) }
        case .like: false
        case .never: true
        }
    }
}

extension BoundLiteral {
    /// Returns the literal as a point on the axis of a column with `scale` fraction digits; nil for a text.
    func threshold(scale: Int) -> Threshold? {
        switch self {
        case .text: nil
        case .number(let number): number.threshold(scale: scale)
        case .point(let point): point
        }
    }
}
