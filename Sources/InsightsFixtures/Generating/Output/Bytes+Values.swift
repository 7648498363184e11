import InsightsTime

extension [UInt8] {
    /// Appends a number in decimal digits, padded with leading zeros to a minimum width.
    mutating func append(number: Int, width: Int = 1) {
        if number < 0 { append(UInt8(ascii: "-")) }
        var rest = number.magnitude
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 24) { digits in
            var start = digits.count
            while rest > 0 || digits.count - start < width {
                start -= 1
                digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            }
            append(contentsOf: UnsafeBufferPointer(rebasing: digits[start...]))
        }
    }

    /// Appends a decimal number with as many of its four fraction digits as necessary, but at least two.
    mutating func append(amount: Amount) {
        append(number: amount.tenThousandths / 10_000)
        append(UInt8(ascii: "."))
        append(number: amount.tenThousandths % 10_000, width: 4)
        for _ in 0..<2 where last == UInt8(ascii: "0") { removeLast() }
    }

    /// Appends a day as `yyyy-MM-dd`.
    mutating func append(day: CivilDate) {
        let parts = day.parts
        append(number: parts.year, width: 4)
        append(UInt8(ascii: "-"))
        append(number: parts.month, width: 2)
        append(UInt8(ascii: "-"))
        append(number: parts.day, width: 2)
    }

    /// Appends an instant as `yyyy-MM-ddTHH:mm:ssZ`.
    mutating func append(instant: Timestamp) {
        let time = instant.timeOfDay
        append(day: instant.date)
        append(UInt8(ascii: "T"))
        append(number: time.hour, width: 2)
        append(UInt8(ascii: ":"))
        append(number: time.minute, width: 2)
        append(UInt8(ascii: ":"))
        append(number: time.second, width: 2)
        append(UInt8(ascii: "Z"))
    }
}
