import CLinux
import InsightsHTTP
import InsightsTime

extension MonotonicTime {
    /// The current instant of the system's monotonic clock.
    static var now: MonotonicTime {
        MonotonicTime(nanoseconds: clinux_monotonic_nanoseconds())
    }

    /// Returns the milliseconds from `now` until this instant, at most 60,000.
    ///
    /// They are rounded up so that a wait does not end too early.
    func milliseconds(from now: MonotonicTime) -> CInt {
        guard now < self else { return 0 }
        let milliseconds = (nanoseconds - now.nanoseconds - 1) / 1_000_000 + 1
        return CInt(min(milliseconds, 60_000))
    }
}
