private import Glibc

/// Formats and parses instants as in HTTP (RFC 9110 §5.6.7).
public enum HTTPDate {
    /// Returns an instant in the form `Sun, 06 Nov 1994 08:49:37 GMT`.
    ///
    /// The instant is given in seconds since 1970-01-01T00:00:00Z; it may be negative.
    public static func format(secondsSince1970 seconds: Int) -> String {
        guard usualSeconds.contains(seconds) else { return formatAny(secondsSince1970: seconds) }
        return String(unsafeUninitializedCapacity: length) { buffer in
            write(secondsSince1970: seconds, to: buffer)
            return length
        }
    }

    /// The length of a formatted instant in bytes.
    package static let length = 29
    /// The instants of four-digit years that are written without the C library.
    package static let usualSeconds = 0..<253_402_300_800

    /// Writes one of the usual instants into a buffer of at least `length` bytes.
    package static func write(secondsSince1970 seconds: Int, to buffer: UnsafeMutableBufferPointer<UInt8>) {
        precondition(usualSeconds.contains(seconds) && buffer.count >= length, "no room for a date, or none to write")
        let (days, time) = seconds.quotientAndRemainder(dividingBy: 86_400)
        let (year, month, day) = CivilDate(daysSinceEpoch: days).parts
        func letters(_ text: StaticString, _ index: Int, at place: Int) {
            for offset in 0..<3 { buffer[place &+ offset] = text.utf8Start[3 &* index &+ offset] }
        }
        func digits(_ number: Int, at place: Int, _ separator: UInt8) {
            let (tens, ones) = number.quotientAndRemainder(dividingBy: 10)
            buffer[place] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: tens)
            buffer[place &+ 1] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: ones)
            buffer[place &+ 2] = separator
        }
        let blank = UInt8(ascii: " ")
        // 1970-01-01 was a Thursday.
        letters("SunMonTueWedThuFriSat", (days + 4) % 7, at: 0)
        buffer[3] = UInt8(ascii: ",")
        buffer[4] = blank
        digits(day, at: 5, blank)
        letters("JanFebMarAprMayJunJulAugSepOctNovDec", month - 1, at: 8)
        buffer[11] = blank
        digits(year / 100, at: 12, blank)
        digits(year % 100, at: 14, blank)
        digits(time / 3600, at: 17, UInt8(ascii: ":"))
        digits(time / 60 % 60, at: 20, UInt8(ascii: ":"))
        digits(time % 60, at: 23, blank)
        letters("GMT", 0, at: 26)
    }

    /// Returns any instant in that form, by the C library.
    package static func formatAny(secondsSince1970 seconds: Int) -> String {
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
