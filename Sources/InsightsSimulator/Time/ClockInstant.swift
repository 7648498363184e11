public import InsightsTime

/// An instant of a simulated clock to the nanosecond.
///
/// What the service shows has whole seconds; the sleeps of a client may be shorter.
public struct ClockInstant: InstantProtocol, Sendable, CustomStringConvertible {
    /// Seconds since 1970-01-01T00:00:00Z, leap seconds not counted.
    public let secondsSinceEpoch: Int
    /// Nanoseconds after that second, less than a billion.
    public let nanoseconds: Int

    /// The instants a clock can show.
    static let first = ClockInstant(SimulatorClock.firstInstant)
    static let last = ClockInstant(SimulatorClock.lastInstant)

    /// Creates an instant; nanoseconds beyond a second count as seconds.
    public init(secondsSinceEpoch: Int, nanoseconds: Int = 0) {
        let whole = nanoseconds >= 0 ? nanoseconds / 1_000_000_000 : (nanoseconds - 999_999_999) / 1_000_000_000
        let sum = secondsSinceEpoch.addingReportingOverflow(whole)
        self.secondsSinceEpoch = sum.overflow ? (whole > 0 ? .max : .min) : sum.partialValue
        self.nanoseconds = nanoseconds - whole * 1_000_000_000
    }

    /// The instant at which a second begins.
    public init(_ timestamp: Timestamp) {
        self.init(secondsSinceEpoch: timestamp.secondsSinceEpoch)
    }

    /// The second it falls into.
    public var timestamp: Timestamp { Timestamp(secondsSinceEpoch: secondsSinceEpoch) }

    /// The instant that much later; one too far away to be counted is the last that can be.
    public func advanced(by duration: Duration) -> ClockInstant {
        let (seconds, attoseconds) = duration.components
        let sum = secondsSinceEpoch.addingReportingOverflow(Int(seconds))
        if sum.overflow { return ClockInstant(secondsSinceEpoch: seconds > 0 ? .max : .min) }
        return ClockInstant(
            secondsSinceEpoch: sum.partialValue, nanoseconds: nanoseconds + Int(attoseconds / 1_000_000_000))
    }

    /// How long it is to another instant; negative if that is earlier.
    public func duration(to other: ClockInstant) -> Duration {
        .seconds(other.secondsSinceEpoch) - .seconds(secondsSinceEpoch)
            + .nanoseconds(other.nanoseconds - nanoseconds)
    }

    /// The instant later by a multiple of a duration.
    func adding(_ duration: Duration, times factor: Int) -> ClockInstant {
        let (seconds, attoseconds) = duration.components
        let whole = Int(seconds).multipliedReportingOverflow(by: factor)
        let part = Int(attoseconds / 1_000_000_000).multipliedReportingOverflow(by: factor)
        guard !whole.overflow, !part.overflow else { return ClockInstant(secondsSinceEpoch: .max) }
        let sum = secondsSinceEpoch.addingReportingOverflow(whole.partialValue)
        guard !sum.overflow else { return ClockInstant(secondsSinceEpoch: .max) }
        return ClockInstant(secondsSinceEpoch: sum.partialValue, nanoseconds: nanoseconds + part.partialValue)
    }

    /// Whether one instant lies before the other.
    public static func < (left: ClockInstant, right: ClockInstant) -> Bool {
        (left.secondsSinceEpoch, left.nanoseconds) < (right.secondsSinceEpoch, right.nanoseconds)
    }

    /// The instant as `yyyy-MM-ddTHH:mm:ss.nnnnnnnnnZ`, without a fraction if there is none.
    public var description: String {
        guard (Self.first...Self.last).contains(self) else { return "\(secondsSinceEpoch) s since 1970" }
        guard nanoseconds > 0 else { return timestamp.description }
        let digits = String(nanoseconds)
        let fraction = String(repeating: "0", count: 9 - digits.count) + digits
        return "\(timestamp.description.dropLast()).\(fraction)Z"
    }
}
