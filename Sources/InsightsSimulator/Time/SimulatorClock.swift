public import InsightsQuery

#if canImport(Glibc)
    private import Glibc
#endif

/// The clock that governs a tenant: tokens, schedules, executions, links, quotas, `Date` headers.
public struct SimulatorClock: Sendable {
    /// What moves the clock.
    public enum Mode: String, Sendable {
        /// The machine's clock.
        case system
        /// Nothing but `advance`.
        case manual
    }

    /// What moves the clock.
    public private(set) var mode: Mode
    private var instant: Timestamp
    private let systemNow: @Sendable () -> Timestamp

    /// The first instant a clock can show, 1970-01-01T00:00:00Z.
    public static let firstInstant = Timestamp(secondsSinceEpoch: 0)
    /// The last instant a clock can show, 2199-12-31T23:59:59Z.
    public static let lastInstant = Timestamp(secondsSinceEpoch: 7_258_118_399)

    /// A clock that follows the machine's.
    public static var system: SimulatorClock {
        SimulatorClock(mode: .system, instant: firstInstant, systemNow: machineNow)
    }

    /// A clock that stands at an instant until it is advanced.
    public static func manual(_ instant: Timestamp) -> SimulatorClock {
        SimulatorClock(mode: .manual, instant: instant, systemNow: machineNow)
    }

    /// A clock that follows another source, for tests of the system mode.
    package static func following(_ source: @escaping @Sendable () -> Timestamp) -> SimulatorClock {
        SimulatorClock(mode: .system, instant: firstInstant, systemNow: source)
    }

    private init(mode: Mode, instant: Timestamp, systemNow: @escaping @Sendable () -> Timestamp) {
        self.mode = mode
        self.instant = instant
        self.systemNow = systemNow
    }

    /// Reads the clock.
    ///
    /// It never runs backwards, even if the machine's does.
    public mutating func read() -> Timestamp {
        if mode == .system { instant = max(instant, systemNow()) }
        return instant
    }

    /// Stops at the present instant; from here only `advance(to:)` moves the clock.
    public mutating func makeManual() {
        _ = read()
        mode = .manual
    }

    /// Follows the machine again.
    ///
    /// False, and no change, if the clock is ahead of the machine's.
    public mutating func makeSystem() -> Bool {
        guard systemNow() >= instant else { return false }
        mode = .system
        return true
    }

    /// Moves a clock forward and makes it manual.
    ///
    /// The instant must not lie before the present one.
    public mutating func advance(to target: Timestamp) {
        precondition(target >= instant, "a clock only moves forward")
        mode = .manual
        instant = target
    }

    private static let machineNow: @Sendable () -> Timestamp = {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(secondsSinceEpoch: time.tv_sec)
    }
}
