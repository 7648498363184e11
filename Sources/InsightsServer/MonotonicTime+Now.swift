import CLinux
import InsightsHTTP
import InsightsTime

extension MonotonicTime {
    /// The present instant of the system's monotonic clock.
    static var now: MonotonicTime {
        MonotonicTime(nanoseconds: clinux_monotonic_nanoseconds())
    }

    /// Milliseconds from `now` until this instant, rounded up so that a wait does not end too early; at most a minute.
    func milliseconds(from now: MonotonicTime) -> CInt {
        guard now < self else { return 0 }
        let milliseconds = (nanoseconds - now.nanoseconds - 1) / 1_000_000 + 1
        return CInt(min(milliseconds, 60_000))
    }
}
