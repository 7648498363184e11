import InsightsTime

/// Collects days, or months written as their first day.
final class DayColumnBuilder: ColumnBuilder {
    private let isMonth: Bool
    private let state = OwnedMemory(State())

    private struct State: ~Copyable {
        var buffer = NumericBuffer<Int32>()
        var reader = DayReader()
    }

    init(isMonth: Bool) {
        self.isMonth = isMonth
    }

    override var count: Int { state.value.buffer.count }

    override func append(_ cell: UnsafeRawBufferPointer) -> String? {
        if cell.isEmpty {
            state.value.buffer.appendNull()
            return nil
        }
        let date = cell.count == 10 ? CivilDate(String(decoding: cell, as: UTF8.self)) : nil
        guard let date, !isMonth || date.parts.day == 1 else {
            return isMonth ? "the first day of a month, yyyy-MM-01" : "a date yyyy-MM-dd"
        }
        state.value.buffer.append(Int32(clamping: date.daysSinceEpoch))
        return nil
    }

    override func parse(_ cell: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
        if FieldEnd.isEnd(cell.pointee) {
            state.value.buffer.appendNull()
            return cell
        }
        guard let day = state.value.reader.day(cell),
            !isMonth || cell[8] == UInt8(ascii: "0") && cell[9] == UInt8(ascii: "1"),
            FieldEnd.isEnd(cell[10])
        else { return nil }
        state.value.buffer.append(day)
        return cell + 10
    }

    override func reserve(_ count: Int, in spill: Spill?) {
        state.value.buffer.reserve(count, in: spill)
    }

    override func truncate(to count: Int) {
        state.value.buffer.truncate(to: count)
    }

    override func finish(with others: [ColumnBuilder]) -> Column? {
        let builders = [self] + others.compactMap { $0 as? DayColumnBuilder }
        return NumericColumn.joining(builders, taking: { $0.take() }, count: builders.reduce(0) { $0 + $1.count })
            .map { .day($0) }
    }

    private func take() -> NumericBuffer<Int32> {
        exchange(&state.value.buffer, with: NumericBuffer())
    }
}

/// Collects instants.
final class InstantColumnBuilder: ColumnBuilder {
    private let state = OwnedMemory(State())

    private struct State: ~Copyable {
        var buffer = NumericBuffer<Int64>()
        var reader = DayReader()
    }

    override var count: Int { state.value.buffer.count }

    override func append(_ cell: UnsafeRawBufferPointer) -> String? {
        if cell.isEmpty {
            state.value.buffer.appendNull()
            return nil
        }
        guard cell.count == 20, let instant = Timestamp(String(decoding: cell, as: UTF8.self)) else {
            return "an instant yyyy-MM-ddTHH:mm:ssZ"
        }
        state.value.buffer.append(Int64(instant.secondsSinceEpoch))
        return nil
    }

    override func parse(_ cell: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
        if FieldEnd.isEnd(cell.pointee) {
            state.value.buffer.appendNull()
            return cell
        }
        guard let day = state.value.reader.day(cell), cell[10] == UInt8(ascii: "T"), cell[13] == UInt8(ascii: ":"),
            cell[16] == UInt8(ascii: ":"), cell[19] == UInt8(ascii: "Z"), FieldEnd.isEnd(cell[20]),
            let hour = twoDigits(cell + 11), let minute = twoDigits(cell + 14), let second = twoDigits(cell + 17),
            hour < 24, minute < 60, second < 60
        else { return nil }
        state.value.buffer.append(Int64(day) * 86_400 + Int64(hour * 3600 + minute * 60 + second))
        return cell + 20
    }

    override func reserve(_ count: Int, in spill: Spill?) {
        state.value.buffer.reserve(count, in: spill)
    }

    override func truncate(to count: Int) {
        state.value.buffer.truncate(to: count)
    }

    override func finish(with others: [ColumnBuilder]) -> Column? {
        let builders = [self] + others.compactMap { $0 as? InstantColumnBuilder }
        return NumericColumn.joining(builders, taking: { $0.take() }, count: builders.reduce(0) { $0 + $1.count })
            .map { .instant($0) }
    }

    private func take() -> NumericBuffer<Int64> {
        exchange(&state.value.buffer, with: NumericBuffer())
    }
}

/// A reader of days that remembers the last one, because rows of the same day are often adjacent.
struct DayReader {
    private var head: UInt64 = 0
    private var tail: UInt16 = 0
    private var day: Int32 = 0

    /// Parses ten bytes as `yyyy-MM-dd` and returns the day since 1970-01-01; nil for any other text.
    @inline(__always)
    mutating func day(_ text: UnsafePointer<UInt8>) -> Int32? {
        let head = UnsafeRawPointer(text).loadUnaligned(as: UInt64.self)
        let tail = UnsafeRawPointer(text).loadUnaligned(fromByteOffset: 8, as: UInt16.self)
        if head == self.head && tail == self.tail { return day }
        guard text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"), let century = twoDigits(text),
            let year = twoDigits(text + 2), let month = twoDigits(text + 5), let date = twoDigits(text + 8),
            let day = CivilDate(year: century * 100 + year, month: month, day: date)
        else { return nil }
        self.day = Int32(truncatingIfNeeded: day.daysSinceEpoch)
        (self.head, self.tail) = (head, tail)
        return self.day
    }
}

/// Parses two digits; nil for any other bytes.
@inline(__always)
private func twoDigits(_ text: UnsafePointer<UInt8>) -> Int? {
    let (tens, ones) = (text[0] &- UInt8(ascii: "0"), text[1] &- UInt8(ascii: "0"))
    return tens < 10 && ones < 10 ? Int(tens) * 10 + Int(ones) : nil
}
