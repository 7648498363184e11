/// A duration in ISO 8601 form: `PT4H`, `P1DT12H`, `P3M`.
///
/// Years and months are calendar units, days have 24 hours. All parts are integers and not negative.
@frozen
public struct ISODuration: Sendable, Equatable {
    /// The calendar months, years included.
    public var months: Int
    /// The days, weeks included.
    public var days: Int
    /// The seconds, hours and minutes included.
    public var seconds: Int

    /// Creates a duration from its parts.
    @inlinable
    public init(months: Int = 0, days: Int = 0, seconds: Int = 0) {
        self.months = months
        self.days = days
        self.seconds = seconds
    }

    /// Parses a duration; nil for any other text, for one without parts, and for parts above 1,000,000,000.
    @inlinable
    public init?(_ text: String) {
        self.init()
        let bytes = Array(text.utf8)
        guard bytes.first == UInt8(ascii: "P"), bytes.count > 2 else { return nil }
        var designators: [UInt8] = Array("YMWD".utf8)
        var inTime = false
        var number: Int?
        for byte in bytes.dropFirst() {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                let next = (number ?? 0) * 10 + Int(byte - UInt8(ascii: "0"))
                guard next <= 1_000_000_000 else { return nil }
                number = next
            case UInt8(ascii: "T"):
                guard !inTime, number == nil else { return nil }
                inTime = true
                designators = Array("HMS".utf8)
            default:
                guard let value = number, let index = designators.firstIndex(of: byte) else { return nil }
                designators.removeFirst(index + 1)
                number = nil
                add(value, byte, inTime: inTime)
            }
        }
        guard number == nil, bytes.last != UInt8(ascii: "T") else { return nil }
    }

    @usableFromInline
    mutating func add(_ value: Int, _ designator: UInt8, inTime: Bool) {
        switch (designator, inTime) {
        case (UInt8(ascii: "Y"), false): months += value * 12
        case (UInt8(ascii: "M"), false): months += value
        case (UInt8(ascii: "W"), false): days += value * 7
        case (UInt8(ascii: "D"), false): days += value
        case (UInt8(ascii: "H"), true): seconds += value * 3600
        case (UInt8(ascii: "M"), true): seconds += value * 60
        default: seconds += value
        }
    }

    /// Returns the instant later than another by this duration: months are added first, then days, then seconds.
    ///
    /// Returns nil past `Timestamp.last`, and for a duration with a negative part.
    @inlinable
    public func after(_ instant: Timestamp) -> Timestamp? {
        // Limits that keep the calendar arithmetic from overflowing.
        guard (0...12000).contains(months), (0...400_000).contains(days), (0...40_000_000_000).contains(seconds) else {
            return nil
        }
        let time = instant.timeOfDay
        let date = instant.date.adding(months: months).adding(days: days)
        let result = Timestamp(date, hour: time.hour, minute: time.minute, second: time.second)
            .adding(seconds: seconds)
        return result <= Timestamp.last ? result : nil
    }
}
