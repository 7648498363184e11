/// Collects whole numbers.
struct IntegerColumnBuilder: ColumnBuilder {
    private var column = NumericColumn<Int64>(values: [], validity: nil)

    var count: Int { column.values.count }

    mutating func append(_ cell: UnsafeRawBufferPointer) -> String? {
        if cell.isEmpty {
            column.append(nil)
            return nil
        }
        guard let number = ScannedNumber(cell), number.scale == 0, !number.hasPoint,
            let value = Int64(exactly: number.mantissa)
        else { return "a whole number of at most 64 bits" }
        column.append(value)
        return nil
    }

    func finish() -> Column { .integer(column) }
}

/// Collects decimals at one common scale: the largest number of fraction digits met so far.
///
/// Zeros at the end of a fraction do not count. A longer fraction rescales what is there; a cell that cannot be held
/// in 64 bits together with the others is rejected.
struct DecimalColumnBuilder: ColumnBuilder {
    private var column = NumericColumn<Int64>(values: [], validity: nil)
    private var scale = 0
    private var largest: UInt64 = 0

    var count: Int { column.values.count }

    mutating func append(_ cell: UnsafeRawBufferPointer) -> String? {
        if cell.isEmpty {
            column.append(nil)
            return nil
        }
        guard let number = ScannedNumber(cell) else { return "a decimal number like -12.50" }
        guard append(number) else { return "a decimal number that fits 64 bits at the column's scale" }
        return nil
    }

    func finish() -> Column { .decimal(column, scale: scale) }

    private mutating func append(_ number: ScannedNumber) -> Bool {
        if number.scale > scale {
            guard let factor = powerOfTen(number.scale - scale) else { return false }
            let rescaled = largest.multipliedReportingOverflow(by: UInt64(factor))
            guard !rescaled.overflow, rescaled.partialValue <= UInt64(Int64.max),
                let value = Int64(exactly: number.mantissa)
            else { return false }
            column = column.mapped { $0 * factor }
            scale = number.scale
            largest = max(rescaled.partialValue, value.magnitude)
            column.append(value)
            return true
        }
        guard let factor = powerOfTen(scale - number.scale) else { return false }
        let (scaled, overflow) = number.mantissa.multipliedReportingOverflow(by: Int128(factor))
        guard !overflow, let value = Int64(exactly: scaled) else { return false }
        largest = max(largest, value.magnitude)
        column.append(value)
        return true
    }
}

/// A number as written: an optional minus sign, digits, and optionally a point with more digits.
struct ScannedNumber {
    /// The digits as one number.
    private(set) var mantissa: Int128 = 0
    /// How many of the digits stand after the point, zeros at the end not counted.
    private(set) var scale = 0
    /// Whether there is a point.
    private(set) var hasPoint = false

    /// Reads a number; nil for any other text, and for more digits than any column holds.
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

/// Whether a byte is an ASCII digit.
@inline(__always)
func isDigit(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") < 10
}

/// Ten to some power, or nil if that does not fit 64 bits.
func powerOfTen(_ exponent: Int) -> Int64? {
    guard (0...18).contains(exponent) else { return nil }
    return (0..<exponent).reduce(Int64(1)) { power, _ in power * 10 }
}
