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

    override func truncate(to count: Int) {
        state.value.truncate(to: count)
    }

    override func finish(with others: [ColumnBuilder]) -> Column? {
        let builders = [self] + others.compactMap { $0 as? IntegerColumnBuilder }
        return NumericColumn.joining(builders, lending: { $0.lend($1) }, count: builders.reduce(0) { $0 + $1.count })
            .map { .integer($0) }
    }

    private func lend(_ body: (consuming NumericBuffer<Int64>) -> Void) {
        body(exchange(&state.value, with: NumericBuffer()))
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

    override func truncate(to count: Int) {
        state.value.buffer.truncate(to: count)
    }

    override func finish(with others: [ColumnBuilder]) -> Column? {
        let builders = [self] + others.compactMap { $0 as? DecimalColumnBuilder }
        let scale = builders.reduce(0) { max($0, $1.state.value.scale) }
        let factors = builders.compactMap { powerOfTen(scale - $0.state.value.scale) }
        guard factors.count == builders.count else { return nil }
        let count = builders.reduce(0) { $0 + $1.count }
        return NumericColumn.joining(builders, factors: factors, lending: { $0.lend($1) }, count: count)
            .map { .decimal($0, scale: scale) }
    }

    private func lend(_ body: (consuming NumericBuffer<Int64>) -> Void) {
        body(exchange(&state.value.buffer, with: NumericBuffer()))
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
        end = text
        let isNegative = text.pointee == UInt8(ascii: "-")
        if isNegative { end += 1 }
        let start = end
        var digits: UInt64 = 0
        Self.read(&end, into: &digits)
        var count = end - start
        guard count > 0 else { return }
        if end.pointee == UInt8(ascii: ".") {
            hasPoint = true
            end += 1
            let fraction = end
            Self.read(&end, into: &digits)
            fractionDigits = end - fraction
            guard fractionDigits > 0 else { return }
            count += fractionDigits
        }
        fits = count <= 18 && FieldEnd.isEnd(end.pointee)
        let magnitude = Int64(truncatingIfNeeded: digits)
        value = isNegative ? 0 &- magnitude : magnitude
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
