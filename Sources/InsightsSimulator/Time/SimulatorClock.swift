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
        /// Each request, to the next instant of a list.
        case scripted
        /// The machine's clock, at a multiple of its speed.
        case factor
    }

    /// What moves the clock, with what that needs.
    private enum Source: Sendable {
        case system
        case manual
        /// The instants of the requests to come, and whether one has been answered.
        case scripted(ArraySlice<Timestamp>, hasBegun: Bool)
        /// Simulated seconds per real second, and the machine's instant at which the run began from `instant`.
        case factor(Int, since: ClockInstant)
    }

    private var source: Source
    /// The last instant that is certain: the clock does not fall behind it.
    private var instant: ClockInstant
    private let machine: @Sendable () -> ClockInstant

    /// The first instant a clock can show, 1970-01-01T00:00:00Z.
    public static let firstInstant = Timestamp(secondsSinceEpoch: 0)
    /// The last instant a clock can show, 2199-12-31T23:59:59Z.
    public static let lastInstant = Timestamp(secondsSinceEpoch: 7_258_118_399)
    /// The speeds a clock may run at.
    public static let speeds = 1...10_000_000

    /// A clock that follows the machine's.
    public static var system: SimulatorClock {
        SimulatorClock(.system, at: firstInstant, machine: machineNow)
    }

    /// A clock that stands at an instant until it is advanced.
    public static func manual(_ instant: Timestamp) -> SimulatorClock {
        SimulatorClock(.manual, at: instant, machine: machineNow)
    }

    /// A clock that shows each request the next instant of a list, and the last one from then on.
    ///
    /// Nil for an empty list and for one that runs backwards.
    public static func scripted(_ instants: [Timestamp]) -> SimulatorClock? {
        guard let first = instants.first, zip(instants, instants.dropFirst()).allSatisfy({ $0 <= $1 }) else {
            return nil
        }
        return SimulatorClock(.scripted(instants.dropFirst(), hasBegun: false), at: first, machine: machineNow)
    }

    /// A clock that runs so many simulated seconds per real second, from an instant or from now.
    public static func running(from start: Timestamp? = nil, speed: Int) -> SimulatorClock {
        running(from: start, speed: speed, machine: machineNow)
    }

    /// A clock that runs at a multiple of another source's speed, for tests.
    package static func running(
        from start: Timestamp? = nil, speed: Int, machine: @escaping @Sendable () -> ClockInstant
    ) -> SimulatorClock {
        let began = machine()
        return SimulatorClock(
            .factor(clamped(speed), since: began), at: start ?? began.timestamp, machine: machine)
    }

    /// A clock that follows another source, for tests of the system mode.
    package static func following(_ source: @escaping @Sendable () -> Timestamp) -> SimulatorClock {
        SimulatorClock(.system, at: firstInstant, machine: { ClockInstant(source()) })
    }

    private init(_ source: Source, at instant: Timestamp, machine: @escaping @Sendable () -> ClockInstant) {
        self.source = source
        self.instant = ClockInstant(instant)
        self.machine = machine
    }

    // MARK: Reading

    /// What moves the clock.
    public var mode: Mode {
        switch source {
        case .system: .system
        case .manual: .manual
        case .scripted: .scripted
        case .factor: .factor
        }
    }

    /// Simulated seconds per real second, of a clock that runs at a factor.
    public var speed: Int? {
        if case .factor(let speed, _) = source { speed } else { nil }
    }

    /// Reads the clock.
    ///
    /// It never runs backwards, even if the machine's does.
    public mutating func read() -> Timestamp {
        readExactly().timestamp
    }

    /// Reads the clock to the nanosecond.
    mutating func readExactly() -> ClockInstant {
        switch source {
        case .system: instant = max(instant, machine())
        case .factor(let speed, let since):
            // The start stays as it is, so that no part of a second is ever lost to rounding.
            return min(instant.adding(since.duration(to: max(since, machine())), times: speed), Self.last)
        case .manual, .scripted: break
        }
        return instant
    }

    /// Moves a scripted clock on: called once by every request that reads it.
    mutating func beginRequest() {
        guard case .scripted(var rest, let hasBegun) = source else { return }
        if hasBegun, let next = rest.popFirst() { instant = max(instant, ClockInstant(next)) }
        source = .scripted(rest, hasBegun: true)
    }

    /// How long the machine takes to bring the clock to an instant; nil if nothing but a call does.
    mutating func realTime(until target: ClockInstant) -> Duration? {
        let distance = readExactly().duration(to: target)
        switch source {
        case .system: return max(.zero, distance)
        // Rounded up, so that the instant has come when the time is over.
        case .factor(let speed, _): return max(.zero, distance / speed + .nanoseconds(1))
        case .manual, .scripted: return nil
        }
    }

    // MARK: Moving

    /// Stops at the present instant; from here only `advance(to:)` moves the clock.
    public mutating func makeManual() {
        instant = readExactly()
        source = .manual
    }

    /// Follows the machine again.
    ///
    /// False, and no change, if the clock is ahead of the machine's.
    public mutating func makeSystem() -> Bool {
        guard machine() >= readExactly() else { return false }
        source = .system
        return true
    }

    /// Runs so many simulated seconds per real second, from the present instant.
    public mutating func run(speed: Int) {
        instant = readExactly()
        source = .factor(Self.clamped(speed), since: machine())
    }

    /// Moves a clock forward and makes it manual.
    ///
    /// The instant must not lie before the present one.
    public mutating func advance(to target: Timestamp) {
        advance(to: max(ClockInstant(target), target == instant.timestamp ? instant : ClockInstant(target)))
    }

    /// Moves a clock forward, to the nanosecond, and makes it manual.
    mutating func advance(to target: ClockInstant) {
        precondition(target >= instant, "a clock only moves forward")
        source = .manual
        instant = target
    }

    private static let last = ClockInstant(lastInstant)

    private static func clamped(_ speed: Int) -> Int {
        min(max(speed, speeds.lowerBound), speeds.upperBound)
    }

    private static let machineNow: @Sendable () -> ClockInstant = {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return ClockInstant(secondsSinceEpoch: time.tv_sec, nanoseconds: time.tv_nsec)
    }
}
