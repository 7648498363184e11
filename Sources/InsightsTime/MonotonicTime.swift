/// An instant on a clock that only runs forward, in nanoseconds from some start.
///
/// The state machines are told the time and never ask for it.
package struct MonotonicTime: Hashable, Comparable, Sendable {
    /// Nanoseconds since the clock's start.
    package var nanoseconds: UInt64

    /// Creates an instant.
    package init(nanoseconds: UInt64) {
        self.nanoseconds = nanoseconds
    }

    /// Whether the left instant is earlier.
    package static func < (left: MonotonicTime, right: MonotonicTime) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// The instant that much later; a duration too long to be counted is the end of time.
    package static func + (instant: MonotonicTime, duration: Duration) -> MonotonicTime {
        instant + nanoseconds(in: duration)
    }

    package static func + (instant: MonotonicTime, nanoseconds: UInt64) -> MonotonicTime {
        let sum = instant.nanoseconds.addingReportingOverflow(nanoseconds)
        return MonotonicTime(nanoseconds: sum.overflow ? .max : sum.partialValue)
    }

    /// A duration in nanoseconds, clamped to what 64 bits hold; a negative one is zero.
    package static func nanoseconds(in duration: Duration) -> UInt64 {
        let (seconds, attoseconds) = duration.components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        let whole = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let sum = whole.partialValue.addingReportingOverflow(UInt64(attoseconds) / 1_000_000_000)
        return whole.overflow || sum.overflow ? .max : sum.partialValue
    }
}
