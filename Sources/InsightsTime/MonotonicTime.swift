/// An instant on a monotonic clock, in nanoseconds since an arbitrary start.
///
/// State machines receive the time as an argument and never read a clock.
package struct MonotonicTime: Hashable, Comparable, Sendable {
    /// The number of nanoseconds since the clock's start.
    package var nanoseconds: UInt64

    /// Creates an instant.
    package init(nanoseconds: UInt64) {
        self.nanoseconds = nanoseconds
    }

    /// Returns whether the left instant is earlier.
    package static func < (left: MonotonicTime, right: MonotonicTime) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// Returns the instant later by a duration; clamped to the greatest instant.
    package static func + (instant: MonotonicTime, duration: Duration) -> MonotonicTime {
        instant + nanoseconds(in: duration)
    }

    package static func + (instant: MonotonicTime, nanoseconds: UInt64) -> MonotonicTime {
        let sum = instant.nanoseconds.addingReportingOverflow(nanoseconds)
        return MonotonicTime(nanoseconds: sum.overflow ? .max : sum.partialValue)
    }

    /// Returns a duration in nanoseconds, clamped to 64 bits; a negative one gives zero.
    package static func nanoseconds(in duration: Duration) -> UInt64 {
        let (seconds, attoseconds) = duration.components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        let whole = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let sum = whole.partialValue.addingReportingOverflow(UInt64(attoseconds) / 1_000_000_000)
        return whole.overflow || sum.overflow ? .max : sum.partialValue
    }
}
