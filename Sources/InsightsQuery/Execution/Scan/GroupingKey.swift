/// Small numbers that represent the values of a column: equal values have equal numbers, null has 0.
struct GroupingKey: Sendable {
    /// The exclusive upper bound of the numbers.
    let bound: UInt64
    private let storage: Storage

    private enum Storage: Sendable {
        /// The numbers themselves.
        case codes(ColumnValues<UInt32>)
        /// Codes of which some represent equal values.
        case aliases(ColumnValues<UInt32>, representatives: [UInt32])
        case booleans(ColumnValues<UInt8>)
        /// Values in a narrow range, as distances from the least.
        case days(NumericColumn<Int32>, least: Int32)
        case numbers(NumericColumn<Int64>, least: Int64)
    }

    /// Numbers the values of a column; texts that differ only in letter case are equal.
    init(_ column: Column) {
        switch column {
        case .text(let column):
            let folded = column.dictionary.folded
            bound = UInt64(folded.representatives.count)
            storage =
                folded.areDistinct
                ? .codes(column.codes) : .aliases(column.codes, representatives: folded.representatives)
        case .boolean(let column):
            bound = 3
            storage = .booleans(column.codes)
        case .integer(let column), .decimal(let column, _), .instant(let column):
            let span = Self.span(column)
            (storage, bound) = span.map { (.numbers(column, least: column.extent.whole.least), $0) } ?? Self.met(column)
        case .day(let column):
            let span = Self.span(column)
            (storage, bound) = span.map { (.days(column, least: column.extent.whole.least), $0) } ?? Self.met(column)
        }
    }

    /// Appends the numbers of some keys to combined keys, each as one more digit.
    static func append(_ keys: [GroupingKey], to combined: UnsafeMutablePointer<UInt64>, _ rows: RowBlock) {
        var index = 0
        while index < keys.count {
            // Two columns in one pass need half of the reads and writes of combined keys.
            if index + 1 < keys.count, case .codes(let first) = keys[index].storage,
                case .codes(let second) = keys[index + 1].storage
            {
                append(first, keys[index].bound, second, keys[index + 1].bound, to: combined, rows)
                index += 2
            } else {
                keys[index].append(to: combined, rows)
                index += 1
            }
        }
    }

    private static func append(
        _ first: ColumnValues<UInt32>, _ firstBound: UInt64, _ second: ColumnValues<UInt32>, _ secondBound: UInt64,
        to combined: UnsafeMutablePointer<UInt64>, _ rows: RowBlock
    ) {
        first.withUnsafeBufferPointer { first in
            second.withUnsafeBufferPointer { second in
                let product = firstBound &* secondBound
                rows.forEach {
                    combined[$0] =
                        combined[$0] &* product &+ (UInt64(first[$1]) &* secondBound &+ UInt64(second[$1]))
                }
            }
        }
    }

    private func append(to combined: UnsafeMutablePointer<UInt64>, _ rows: RowBlock) {
        let bound = bound
        switch storage {
        case .codes(let codes):
            codes.withUnsafeBufferPointer { codes in
                rows.forEach { combined[$0] = combined[$0] &* bound &+ UInt64(codes[$1]) }
            }
        case .aliases(let codes, let representatives):
            representatives.withUnsafeBufferPointer { representatives in
                codes.withUnsafeBufferPointer { codes in
                    rows.forEach { combined[$0] = combined[$0] &* bound &+ UInt64(representatives[Int(codes[$1])]) }
                }
            }
        case .booleans(let codes):
            codes.withUnsafeBufferPointer { codes in
                rows.forEach { combined[$0] = combined[$0] &* bound &+ UInt64(codes[$1]) }
            }
        case .days(let column, let least): Self.append(column, least: least, bound, to: combined, rows)
        case .numbers(let column, let least): Self.append(column, least: least, bound, to: combined, rows)
        }
    }

    private static func append<Element>(
        _ column: NumericColumn<Element>, least: Element, _ bound: UInt64, to combined: UnsafeMutablePointer<UInt64>,
        _ rows: RowBlock
    ) {
        column.values.withUnsafeBufferPointer { values in
            if let validity = column.validity {
                validity.withUnsafeBufferPointer { validity in
                    rows.forEach { position, row in
                        let key = UInt64(truncatingIfNeeded: values[row] &- least &+ 1)
                        combined[position] = combined[position] &* bound &+ (validity[row] == 0 ? 0 : key)
                    }
                }
            } else {
                rows.forEach { position, row in
                    let key = UInt64(truncatingIfNeeded: values[row] &- least &+ 1)
                    combined[position] = combined[position] &* bound &+ key
                }
            }
        }
    }

    /// Returns the greatest number plus one if the values span at most 30 bits, else nil.
    private static func span<Element>(_ column: NumericColumn<Element>) -> UInt64? {
        let (least, greatest) = column.extent.whole
        let span = Int128(greatest) - Int128(least)
        return span < 1 << 30 ? UInt64(max(span, 0)) + 2 : nil
    }

    /// Numbers the values in order of first occurrence.
    private static func met<Element>(_ column: NumericColumn<Element>) -> (Storage, bound: UInt64) {
        var table = NumberTable()
        var codes = GrowingBuffer<UInt32>(capacity: column.values.count)
        for row in column.values.indices {
            codes.append(column[row].map { table.place(of: UInt64(truncatingIfNeeded: $0)) + 1 } ?? 0)
        }
        return (.codes(ColumnValues(codes)), UInt64(table.count) + 1)
    }
}
