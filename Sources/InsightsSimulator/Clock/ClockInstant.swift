public import InsightsTime

/// An instant of a simulated clock with nanosecond precision.
///
/// The service shows whole seconds, but the sleeps of a client may be shorter.
public struct ClockInstant: InstantProtocol, Sendable, CustomStringConvertible {
    /// The seconds since 1970-01-01T00:00:00Z, without leap seconds.
    public let secondsSinceEpoch: Int
    /// The nanoseconds within the second, less than a billion.
    public let nanoseconds: Int

    /// The range of instants that a clock can show.
    static let first = ClockInstant(SimulatorClock.firstInstant)
    static let last = ClockInstant(SimulatorClock.lastInstant)

    /// Creates an instant; nanoseconds of a second or more carry over to seconds.
    public init(secondsSinceEpoch: Int, nanoseconds: Int = 0) {
        let whole = nanoseconds >= 0 ? nanoseconds / 1_000_000_000 : (nanoseconds - 999_999_999) / 1_000_000_000
        let sum = secondsSinceEpoch.addingReportingOverflow(whole)
        self.secondsSinceEpoch = sum.overflow ? (whole > 0 ? .max : .min) : sum.partialValue
        self.nanoseconds = nanoseconds - whole * 1_000_000_000
    }

    /// Creates the instant at which a second begins.
    public init(_ timestamp: Timestamp) {
        self.init(secondsSinceEpoch: timestamp.secondsSinceEpoch)
    }

    /// The second that contains the instant.
    public var timestamp: Timestamp { Timestamp(secondsSinceEpoch: secondsSinceEpoch) }

    /// Returns the instant later by a duration; the result saturates instead of overflowing.
    public func advanced(by duration: Duration) -> ClockInstant {
        let (seconds, attoseconds) = duration.components
        let sum = secondsSinceEpoch.addingReportingOverflow(Int(seconds))
        if sum.overflow { return ClockInstant(secondsSinceEpoch: seconds > 0 ? .max : .min) }
        return ClockInstant(
            secondsSinceEpoch: sum.partialValue, nanoseconds: nanoseconds + Int(attoseconds / 1_000_000_000))
    }

    /// Returns the duration to another instant; negative if that is earlier.
    public func duration(to other: ClockInstant) -> Duration {
        .seconds(other.secondsSinceEpoch) - .seconds(secondsSinceEpoch)
            + .nanoseconds(other.nanoseconds - nanoseconds)
    }

    /// Returns the instant later by a multiple of a duration; the result saturates instead of overflowing.
    func adding(_ duration: Duration, times factor: Int) -> ClockInstant {
        let (seconds, attoseconds) = duration.components
        let whole = Int(seconds).multipliedReportingOverflow(by: factor)
        let part = Int(attoseconds / 1_000_000_000).multipliedReportingOverflow(by: factor)
        guard !whole.overflow, !part.overflow else { return ClockInstant(secondsSinceEpoch: .max) }
        let sum = secondsSinceEpoch.addingReportingOverflow(whole.partialValue)
        guard !sum.overflow else { return ClockInstant(secondsSinceEpoch: .max) }
        return ClockInstant(secondsSinceEpoch: sum.partialValue, nanoseconds: nanoseconds + part.partialValue)
    }

    /// Returns whether one instant is before the other.
    public static func < (left: ClockInstant, right: ClockInstant) -> Bool {
        (left.secondsSinceEpoch, left.nanoseconds) < (right.secondsSinceEpoch, right.nanoseconds)
    }

    /// The instant as `yyyy-MM-ddTHH:mm:ss.nnnnnnnnnZ` in UTC, without a fraction for whole seconds.
    public var description: String {
        guard (Self.first...Self.last).contains(self) else { return "\(secondsSinceEpoch) s since 1970" }
        guard nanoseconds > 0 else { return timestamp.description }
        let digits = String(nanoseconds)
        let fraction = String(repeating: "0", count: 9 - digits.count) + digits
        return "\(timestamp.description.dropLast()).\(fraction)Z"
    }
}
