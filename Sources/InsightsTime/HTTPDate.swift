private import Glibc

/// Formats and parses instants as in HTTP (RFC 9110 §5.6.7).
public enum HTTPDate {
    /// Returns an instant in the form `Sun, 06 Nov 1994 08:49:37 GMT`.
    ///
    /// The instant is given in seconds since 1970-01-01T00:00:00Z; it may be negative.
    public static func format(secondsSince1970 seconds: Int) -> String {
        var instant = time_t(seconds)
        var parts = tm()
        gmtime_r(&instant, &parts)
        let year = Int(parts.tm_year) + 1900
        var text: [UInt8] = []
        text.reserveCapacity(29)
        text.append(contentsOf: weekdays[Int(parts.tm_wday)].utf8)
        text.append(contentsOf: ", ".utf8)
        append(Int(parts.tm_mday), to: &text)
        text.append(UInt8(ascii: " "))
        text.append(contentsOf: months[Int(parts.tm_mon)].utf8)
        text.append(UInt8(ascii: " "))
        append(year / 100, to: &text)
        append(year % 100, to: &text)
        for (index, number) in [parts.tm_hour, parts.tm_min, parts.tm_sec].enumerated() {
            text.append(index == 0 ? UInt8(ascii: " ") : UInt8(ascii: ":"))
            append(Int(number), to: &text)
        }
        text.append(contentsOf: " GMT".utf8)
        return String(decoding: text, as: UTF8.self)
    }

    /// Parses `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7); nil for any other text.
    public static func parse(_ text: String) -> Timestamp? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, let month = months.firstIndex(of: String(parts[2])) else { return nil }
        let instant = Timestamp("\(parts[3])-\(padded(month + 1, 2))-\(parts[1])T\(parts[4])Z")
        // Formatting must give the same text again: this checks the weekday and every space.
        return instant.flatMap { format(secondsSince1970: $0.secondsSinceEpoch) == text ? $0 : nil }
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
