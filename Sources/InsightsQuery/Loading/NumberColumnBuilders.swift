/// Collects integers.
final class IntegerColumnBuilder: ColumnBuilder {
    private let state = OwnedMemory(NumericBuffer<Int64>())

    override var count: Int { state.value.count }

    override func append(_ cell: UnsafeRawBufferPointer) -> String? {
        if cell.isEmpty {
            state.value.appendNull()
            return nil
        }
        guard let number = ScannedNumber(cell), number.scale == 0, !number.hasPoint,
            let value = Int64(exactly: number.mantissa)
        else { return "a whole number of at most 64 bits" }
        state.value.append(value)
        return nil
    }

    override func parse(_ cell: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
        if FieldEnd.isEnd(cell.pointee) {
            state.value.appendNull()
            return cell
        }
        let number = PlainNumber(cell)
        guard number.fits, number.fractionDigits == 0, !number.hasPoint else { return nil }
        state.value.append(number.value)
        return number.end
    }

    override func reserve(_ count: Int, in spill: Spill?) {
        state.value.reserve(count, in: spill)
    }

    override func truncate(to count: Int) {
        state.value.truncate(to: count)
    }

    override func finish(with others: [ColumnBuilder]) -> Column? {
        let builders = [self] + others.compactMap { $0 as? IntegerColumnBuilder }
        return NumericColumn.joining(builders, taking: { $0.take() }, count: builders.reduce(0) { $0 + $1.count })
            .map { .integer($0) }
    }

    private func take() -> NumericBuffer<Int64> {
        exchange(&state.value, with: NumericBuffer())
    }
}

/// Collects decimals at one common scale: the largest number of fraction digits met so far.
///
/// Trailing zeros of a fraction do not count. A longer fraction rescales the earlier values. A cell is rejected if it
/// cannot be held in 64 bits at the common scale.
final class DecimalColumnBuilder: ColumnBuilder {
    private let state = OwnedMemory(State())

    private struct State: ~Copyable {
        var buffer = NumericBuffer<Int64>()
        var scale = 0
        var largest: UInt64 = 0

        mutating func append(_ mantissa: Int128, scale newScale: Int) -> Bool {
            if newScale > scale {
                guard let factor = powerOfTen(newScale - scale) else { return false }
                let rescaled = largest.multipliedReportingOverflow(by: UInt64(factor))
                guard !rescaled.overflow, rescaled.partialValue <= UInt64(Int64.max),
                    let value = Int64(exactly: mantissa)
                else { return false }
                buffer.multiply(by: factor)
                scale = newScale
                largest = max(rescaled.partialValue, value.magnitude)
                buffer.append(value)
                return true
            }
            guard let factor = powerOfTen(scale - newScale) else { return false }
            let (scaled, overflow) = mantissa.multipliedReportingOverflow(by: Int128(factor))
            guard !overflow, let value = Int64(exactly: scaled) else { return false }
            largest = max(largest, value.magnitude)
            buffer.append(value)
            return true
        }
    }

    override var count: Int { state.value.buffer.count }

    override func append(_ cell: UnsafeRawBufferPointer) -> String? {
        if cell.isEmpty {
            state.value.buffer.appendNull()
            return nil
        }
        guard let number = ScannedNumber(cell) else { return "a decimal number like -12.50" }
        guard state.value.append(number.mantissa, scale: number.scale) else {
            return "a decimal number that fits 64 bits at the column's scale"
        }
        return nil
    }

    override func parse(_ cell: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
        if FieldEnd.isEnd(cell.pointee) {
            state.value.buffer.appendNull()
            return cell
        }
        var number = PlainNumber(cell)
        guard number.fits else { return nil }
        if number.fractionDigits > state.value.scale { number.dropZeros(downTo: state.value.scale) }
        if number.fractionDigits == state.value.scale {
            state.value.largest = max(state.value.largest, number.value.magnitude)
            state.value.buffer.append(number.value)
            return number.end
        }
        return state.value.append(Int128(number.value), scale: number.fractionDigits) ? number.end : nil
    }

    override func reserve(_ count: Int, in spill: Spill?) {
        state.value.buffer.reserve(count, in: spill)
    }

    override func truncate(to count: Int) {
        state.value.buffer.truncate(to: count)
    }

    override func finish(with others: [ColumnBuilder]) -> Column? {
        let builders = [self] + others.compactMap { $0 as? DecimalColumnBuilder }
        let scale = builders.reduce(0) { max($0, $1.state.value.scale) }
        let factors = builders.compactMap { powerOfTen(scale - $0.state.value.scale) }
        guard factors.count == builders.count else { return nil }
        let count = builders.reduce(0) { $0 + $1.count }
        return NumericColumn.joining(builders, factors: factors, taking: { $0.take() }, count: count)
            .map { .decimal($0, scale: scale) }
    }

    private func take() -> NumericBuffer<Int64> {
        exchange(&state.value.buffer, with: NumericBuffer())
    }
}

/// A number of at most 18 digits, read in place from a CSV text; trailing zeros of its fraction are included.
struct PlainNumber {
    /// Whether the text is such a number and ends where a field ends.
    private(set) var fits = false
    /// The digits as one signed number.
    private(set) var value: Int64 = 0
    /// The number of digits after the decimal point.
    private(set) var fractionDigits = 0
    /// Whether the number has a decimal point.
    private(set) var hasPoint = false
    /// The position after the number.
    private(set) var end: UnsafePointer<UInt8>

    /// Reads a number.
    @inline(__always)
    init(_ text: UnsafePointer<UInt8>) {
        let isNegative = text.pointee == UInt8(ascii: "-")
        end = isNegative ? text + 1 : text
        let magnitude = readShort() ?? readLong()
        value = isNegative ? 0 &- magnitude : magnitude
    }

    /// Reads a number whose digits and point are at most eight bytes, all at once; nil if it is longer.
    @inline(__always)
    private mutating func readShort() -> Int64? {
        let word = UnsafeRawPointer(end).loadUnaligned(as: UInt64.self).littleEndian
        let ones: UInt64 = 0x0101_0101_0101_0101
        // A byte becomes its digit, or at least ten.
        let digits = word ^ (ones &* UInt64(UInt8(ascii: "0")))
        let others = (((digits & (ones &* 0x7F)) &+ (ones &* 0x76)) | digits) & (ones &* 0x80)
        let whole = others.trailingZeroBitCount & ~7
        guard whole < 64, UInt8(truncatingIfNeeded: word &>> UInt64(whole)) == UInt8(ascii: ".") else {
            fits = whole > 0 && FieldEnd.isEnd(end[whole &>> 3])
            guard fits || whole < 64 else { return nil }
            end += whole &>> 3
            return Self.number(digits &<< UInt64(64 &- whole))
        }
        let length = (others & (others &- 1)).trailingZeroBitCount & ~7
        // After eight bytes, more digits may follow.
        guard FieldEnd.isEnd(end[length &>> 3]) else { return nil }
        hasPoint = true
        fractionDigits = (length &- whole) &>> 3 &- 1
        fits = whole > 0 && fractionDigits > 0
        end += length &>> 3
        // The digits after the point move to where the point was.
        let left = (1 as UInt64) &<< UInt64(whole) &- 1
        let joined = (digits & left) | ((digits &>> 8) & ~left)
        return Self.number(joined &<< UInt64(72 &- length))
    }

    /// Returns the number of eight digits, the first of them in the lowest byte.
    @inline(__always)
    private static func number(_ digits: UInt64) -> Int64 {
        let pairs = digits &* 10 &+ (digits &>> 8)
        let low = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
        let high = ((pairs &>> 16) & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
        return Int64(truncatingIfNeeded: (low &+ high) &>> 32)
    }

    private mutating func readLong() -> Int64 {
        let start = end
        var digits: UInt64 = 0
        Self.read(&end, into: &digits)
        var count = end - start
        guard count > 0 else { return 0 }
        if end.pointee == UInt8(ascii: ".") {
            hasPoint = true
            end += 1
            let fraction = end
            Self.read(&end, into: &digits)
            fractionDigits = end - fraction
            guard fractionDigits > 0 else { return 0 }
            count += fractionDigits
        }
        fits = count <= 18 && FieldEnd.isEnd(end.pointee)
        return Int64(truncatingIfNeeded: digits)
    }

    /// Removes trailing zeros of the fraction, but keeps at least `digits` digits.
    mutating func dropZeros(downTo digits: Int) {
        while fractionDigits > digits, value % 10 == 0 {
            value /= 10
            fractionDigits -= 1
        }
    }

    @inline(__always)
    private static func read(_ place: inout UnsafePointer<UInt8>, into number: inout UInt64) {
        var digit = place.pointee &- UInt8(ascii: "0")
        while digit < 10 {
            number = number &* 10 &+ UInt64(digit)
            place += 1
            digit = place.pointee &- UInt8(ascii: "0")
        }
    }
}

/// A number as written: an optional minus sign, digits, and optionally a decimal point with more digits.
struct ScannedNumber {
    /// The digits as one signed number.
    private(set) var mantissa: Int128 = 0
    /// The number of digits after the decimal point, trailing zeros not counted.
    private(set) var scale = 0
    /// Whether the number has a decimal point.
    private(set) var hasPoint = false

    /// Parses a number; nil for any other text, and for more digits than any column holds.
    init?(_ text: UnsafeRawBufferPointer) {
        let isNegative = text.first == UInt8(ascii: "-")
        let digits = isNegative ? UnsafeRawBufferPointer(rebasing: text.dropFirst()) : text
        guard let last = digits.last, isDigit(digits[0]), isDigit(last) else { return nil }
        var end = digits.count
        if let point = digits.firstIndex(of: UInt8(ascii: ".")) {
            hasPoint = true
            while digits[end - 1] == UInt8(ascii: "0") { end -= 1 }
            scale = end - point - 1
        }
        for (index, byte) in digits[..<end].enumerated() {
            if byte == UInt8(ascii: "."), hasPoint, index == end - scale - 1 { continue }
            guard isDigit(byte), mantissa < Int128(UInt64.max) else { return nil }
            mantissa = mantissa * 10 + Int128(byte &- UInt8(ascii: "0"))
        }
        guard digits[end...].allSatisfy(isDigit) else { return nil }
        if isNegative { mantissa.negate() }
    }
}

/// Returns whether a byte is an ASCII digit.
@inline(__always)
func isDigit(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") < 10
}

/// Returns a power of ten; nil if it does not fit 64 bits.
func powerOfTen(_ exponent: Int) -> Int64? {
    guard (0...18).contains(exponent) else { return nil }
    return (0..<exponent).reduce(Int64(1)) { power, _ in power * 10 }
}
