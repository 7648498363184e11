/// An instant in whole seconds, UTC: the resolution of all times in the service.
@frozen
public struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The number of seconds since 1970-01-01T00:00:00Z, leap seconds not counted.
    public let secondsSinceEpoch: Int

    /// The last instant that clocks show: the end of 2199.
    public static let last = Timestamp(secondsSinceEpoch: 7_258_118_399)

    /// Creates an instant from seconds since 1970-01-01T00:00:00Z.
    @inlinable
    public init(secondsSinceEpoch: Int) {
        self.secondsSinceEpoch = secondsSinceEpoch
    }

    /// Creates the instant of a time of day on a date, in UTC.
    @inlinable
    public init(_ date: CivilDate, hour: Int = 0, minute: Int = 0, second: Int = 0) {
        secondsSinceEpoch = date.daysSinceEpoch * 86_400 + hour * 3600 + minute * 60 + second
    }

    /// Parses `yyyy-MM-ddTHH:mm:ssZ`, the service's only time format; nil for any other text.
    ///
    /// - Parameters:
    ///   - text: the text, without surrounding whitespace.
    ///   - separator: the character between date and time: `T`, or a space as sent by the vendor's sample clients.
    @inlinable
    public init?(_ text: some StringProtocol, separator: Unicode.Scalar = "T") {
        let bytes = Array(text.utf8)
        guard bytes.count == 20, bytes[10] == UInt8(ascii: separator), bytes[13] == UInt8(ascii: ":"),
            bytes[16] == UInt8(ascii: ":"), bytes[19] == UInt8(ascii: "Z"),
            let date = CivilDate(String(decoding: bytes[0..<10], as: UTF8.self)),
            let hour = digits(bytes, 11, 2), let minute = digits(bytes, 14, 2), let second = digits(bytes, 17, 2),
            hour < 24, minute < 60, second < 60
        else { return nil }
        self.init(date, hour: hour, minute: minute, second: second)
    }

    /// The UTC day of the instant.
    @inlinable
    public var date: CivilDate {
        CivilDate(
            daysSinceEpoch: secondsSinceEpoch >= 0 ? secondsSinceEpoch / 86_400 : (secondsSinceEpoch - 86_399) / 86_400)
    }

    /// The UTC time of day.
    @inlinable
    public var timeOfDay: (hour: Int, minute: Int, second: Int) {
        let seconds = secondsSinceEpoch - date.daysSinceEpoch * 86_400
        return (seconds / 3600, seconds / 60 % 60, seconds % 60)
    }

    /// Returns the instant a number of seconds later.
    @inlinable
    public func adding(seconds: Int) -> Timestamp {
        Timestamp(secondsSinceEpoch: secondsSinceEpoch + seconds)
    }

    /// Returns the instant a number of hours later.
    @inlinable
    public func adding(hours: Int) -> Timestamp {
        adding(seconds: hours * 3600)
    }

    /// Returns whether one instant is before the other.
    @inlinable
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.secondsSinceEpoch < right.secondsSinceEpoch
    }

    /// The instant as `yyyy-MM-ddTHH:mm:ssZ`.
    public var description: String {
        let (day, time) = (date, timeOfDay)
        return day.text(adding: 10) { buffer in
            buffer[0] = UInt8(ascii: "T")
            buffer.write(time.hour, digits: 2, at: 1)
            buffer[3] = UInt8(ascii: ":")
            buffer.write(time.minute, digits: 2, at: 4)
            buffer[6] = UInt8(ascii: ":")
            buffer.write(time.second, digits: 2, at: 7)
            buffer[9] = UInt8(ascii: "Z")
        }
    }
}
