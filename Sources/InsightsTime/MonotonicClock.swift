#if canImport(Glibc)
    private import Glibc
#endif

/// A monotonic real-time clock, used to measure requests and to expire idle sandboxes.
///
/// Nothing that clients see depends on it.
package struct MonotonicClock: Sendable {
    /// The number of nanoseconds since an arbitrary start.
    package let nanoseconds: @Sendable () -> UInt64

    /// Creates a clock that reads a source.
    package init(nanoseconds: @escaping @Sendable () -> UInt64) {
        self.nanoseconds = nanoseconds
    }

    /// The machine's monotonic clock.
    package static let machine = MonotonicClock {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
