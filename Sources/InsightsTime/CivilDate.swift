/// A day of the proleptic Gregorian calendar, counted from 1970-01-01.
@frozen
public struct CivilDate: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The number of days since 1970-01-01; negative before it.
    public let daysSinceEpoch: Int

    /// Creates a date from its day number.
    @inlinable
    public init(daysSinceEpoch: Int) {
        self.daysSinceEpoch = daysSinceEpoch
    }

    /// Creates a date from its parts; nil if the day does not exist.
    ///
    /// Years range from 1 to 9999.
    @inlinable
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= Self.daysInMonth(month, ofYear: year)
        else { return nil }
        self.init(uncheckedYear: year, month: month, day: day)
    }

    /// Parses `yyyy-MM-dd`; nil for any other text and for days that do not exist.
    @inlinable
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            let year = digits(bytes, 0, 4), let month = digits(bytes, 5, 2), let day = digits(bytes, 8, 2)
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// Creates a date without checks, in eras of 400 years that begin in March, so the leap day is the last of its
    /// year.
    @usableFromInline
    init(uncheckedYear year: Int, month: Int, day: Int) {
        let marchYear = month <= 2 ? year - 1 : year
        let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        daysSinceEpoch = era * 146_097 + dayOfEra - 719_468
    }

    /// The year, month (1-12) and day (1-31).
    @inlinable
    public var parts: (year: Int, month: Int, day: Int) {
        let shifted = daysSinceEpoch + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        )
    }

    /// The number of months since January of year 0; the difference of two is the number of calendar months between
    /// them.
    @inlinable
    public var monthNumber: Int {
        let (year, month, _) = parts
        return year * 12 + month - 1
    }

    /// The first day of the same month.
    @inlinable
    public var startOfMonth: CivilDate {
        CivilDate(daysSinceEpoch: daysSinceEpoch - parts.day + 1)
    }

    /// Returns the same day a number of calendar months later, or the last day of that month if it is shorter.
    @inlinable
    public func adding(months: Int) -> CivilDate {
        let (year, month, day) = parts
        let number = year * 12 + month - 1 + months
        let newYear = number >= 0 ? number / 12 : (number - 11) / 12
        let newMonth = number - newYear * 12 + 1
        return CivilDate(
            uncheckedYear: newYear, month: newMonth, day: min(day, Self.daysInMonth(newMonth, ofYear: newYear)))
    }

    /// Returns the day a number of days later.
    @inlinable
    public func adding(days: Int) -> CivilDate {
        CivilDate(daysSinceEpoch: daysSinceEpoch + days)
    }

    /// Returns the number of days in a month.
    @inlinable
    public static func daysInMonth(_ month: Int, ofYear year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Returns whether one day is before the other.
    @inlinable
    public static func < (left: CivilDate, right: CivilDate) -> Bool {
        left.daysSinceEpoch < right.daysSinceEpoch
    }

    /// The date as `yyyy-MM-dd`.
    public var description: String { text(adding: 0) { _ in } }

    /// Returns the date as `yyyy-MM-dd` with some bytes of ASCII behind it, which a closure writes.
    func text(adding count: Int, _ write: (UnsafeMutableBufferPointer<UInt8>) -> Void) -> String {
        let (year, month, day) = parts
        let yearText = (0...9999).contains(year) ? nil : padded(year, 4)
        let yearLength = yearText?.utf8.count ?? 4
        return String(unsafeUninitializedCapacity: yearLength + 6 + count) { buffer in
            if let yearText {
                for (index, byte) in yearText.utf8.enumerated() { buffer[index] = byte }
            } else {
                buffer.write(year, digits: 4, at: 0)
            }
            buffer[yearLength] = UInt8(ascii: "-")
            buffer.write(month, digits: 2, at: yearLength + 1)
            buffer[yearLength + 3] = UInt8(ascii: "-")
            buffer.write(day, digits: 2, at: yearLength + 4)
            write(UnsafeMutableBufferPointer(rebasing: buffer[(yearLength + 6)...]))
            return yearLength + 6 + count
        }
    }
}

extension UnsafeMutableBufferPointer<UInt8> {
    /// Writes a number of at most `count` digits with leading zeros.
    func write(_ number: Int, digits count: Int, at start: Int) {
        var rest = number
        var index = start + count
        while index > start {
            index -= 1
            self[index] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
    }
}

/// Parses `count` ASCII digits at an offset; nil if a byte is not a digit or is missing.
@usableFromInline
func digits(_ bytes: [UInt8], _ start: Int, _ count: Int) -> Int? {
    guard start + count <= bytes.count else { return nil }
    var value = 0
    for byte in bytes[start..<start + count] {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        value = value * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return value
}

/// Returns a number padded with leading zeros to a width.
@usableFromInline
func padded(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
}
