/// Writes instants the way HTTP does (RFC 9110 §5.6.7).
public enum HTTPDate {
    /// Returns an instant as in `Sun, 06 Nov 1994 08:49:37 GMT`.
    ///
    /// The instant is given in seconds since 1970-01-01T00:00:00Z, and may lie before it.
    public static func format(secondsSince1970 seconds: Int) -> String {
        let day = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let date = CivilDate(daysSince1970: day)
        let second = seconds - day * 86_400
        var text: [UInt8] = []
        text.reserveCapacity(29)
        text.append(contentsOf: weekdays[date.weekday].utf8)
        text.append(contentsOf: ", ".utf8)
        append(date.day, to: &text)
        text.append(UInt8(ascii: " "))
        text.append(contentsOf: months[date.month - 1].utf8)
        text.append(UInt8(ascii: " "))
        append(date.year / 100, to: &text)
        append(date.year % 100, to: &text)
        for (index, number) in [second / 3600, second / 60 % 60, second % 60].enumerated() {
            text.append(index == 0 ? UInt8(ascii: " ") : UInt8(ascii: ":"))
            append(number, to: &text)
        }
        text.append(contentsOf: " GMT".utf8)
        return String(decoding: text, as: UTF8.self)
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func append(_ number: Int, to text: inout [UInt8]) {
        text.append(UInt8(ascii: "0") + UInt8(number / 10 % 10))
        text.append(UInt8(ascii: "0") + UInt8(number % 10))
    }
}

/// A day of the proleptic Gregorian calendar.
private struct CivilDate {
    var year: Int
    var month: Int
    var day: Int
    /// 0 is Sunday.
    var weekday: Int

    /// Counts in 400-year eras that start on 1 March, so that a leap day is the last of its year.
    init(daysSince1970 days: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        weekday = ((days + 4) % 7 + 7) % 7
    }
}
