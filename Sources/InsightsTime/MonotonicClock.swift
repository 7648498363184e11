#if canImport(Glibc)
    private import Glibc
#endif

/// Real time that only runs forward: for how long requests took, and for sandboxes nobody uses any more.
///
/// Nothing a client sees follows from it.
package struct MonotonicClock: Sendable {
    /// Nanoseconds since some start.
    package let nanoseconds: @Sendable () -> UInt64

    /// A clock that reads a source.
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
