import InsightsTime

/// Appends an integer in decimal digits.
func appendInteger(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    appendDigits(value.magnitude, atLeast: 1, to: &bytes)
}

/// Appends a fixed-point number, with a decimal point only if there is a fraction, and without trailing zeros.
func appendDecimal(_ mantissa: some FixedWidthInteger, scale: Int, to bytes: inout [UInt8]) {
    var mantissa = mantissa
    var scale = scale
    while scale > 0, mantissa % 10 == 0 {
        mantissa /= 10
        scale -= 1
    }
    if mantissa < 0 { bytes.append(UInt8(ascii: "-")) }
    appendDigits(mantissa.magnitude, atLeast: scale + 1, to: &bytes)
    if scale > 0 { bytes.insert(UInt8(ascii: "."), at: bytes.count - scale) }
}

/// Appends a day as `yyyy-MM-dd`.
func appendDay(_ day: Int, to bytes: inout [UInt8]) {
    let (year, month, date) = CivilDate(daysSinceEpoch: day).parts
    if year < 0 { bytes.append(UInt8(ascii: "-")) }
    appendDigits(year.magnitude, atLeast: 4, to: &bytes)
    bytes.append(UInt8(ascii: "-"))
    appendDigits(month.magnitude, atLeast: 2, to: &bytes)
    bytes.append(UInt8(ascii: "-"))
    appendDigits(date.magnitude, atLeast: 2, to: &bytes)
}

/// Appends an instant as `yyyy-MM-ddTHH:mm:ssZ`.
func appendInstant(_ seconds: Int, to bytes: inout [UInt8]) {
    let instant = Timestamp(secondsSinceEpoch: seconds)
    let time = instant.timeOfDay
    appendDay(instant.date.daysSinceEpoch, to: &bytes)
    bytes.append(UInt8(ascii: "T"))
    appendDigits(time.hour.magnitude, atLeast: 2, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    appendDigits(time.minute.magnitude, atLeast: 2, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    appendDigits(time.second.magnitude, atLeast: 2, to: &bytes)
    bytes.append(UInt8(ascii: "Z"))
}

/// Appends the digits of a number, padded with leading zeros to a minimum width.
private func appendDigits<Number: FixedWidthInteger>(_ value: Number, atLeast width: Int, to bytes: inout [UInt8]) {
    let start = bytes.count
    var rest = value
    while rest > 0 || bytes.count - start < width {
        bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
        rest /= 10
    }
    var (left, right) = (start, bytes.count - 1)
    while left < right {
        bytes.swapAt(left, right)
        left += 1
        right -= 1
    }
}
