import InsightsQuery
public import InsightsTime

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
        /// Simulated seconds per real second, where the run began, and the machine's steady instant at that moment.
        case factor(Int, from: ClockInstant, since: ClockInstant)
    }

    /// Where real time comes from.
    private struct Machine: Sendable {
        /// The time of day, which may be set back.
        let now: @Sendable () -> ClockInstant
        /// Time that only runs forward, from any start.
        let steady: @Sendable () -> ClockInstant
    }

    private var source: Source
    /// The instant it showed last: the clock does not fall behind it.
    private(set) var instant: ClockInstant
    private let machine: Machine

    /// The first instant a clock can show, 1970-01-01T00:00:00Z.
    public static let firstInstant = Timestamp(secondsSinceEpoch: 0)
    /// The last instant a clock can show, 2199-12-31T23:59:59Z.
    public static let lastInstant = Timestamp.last
    /// The speeds a clock may run at.
    public static let speeds = 1...10_000_000

    /// A clock that follows the machine's.
    public static var system: SimulatorClock {
        SimulatorClock(.system, at: firstInstant, machine: real)
    }

    /// A clock that stands at an instant until it is advanced.
    public static func manual(_ instant: Timestamp) -> SimulatorClock {
        SimulatorClock(.manual, at: instant, machine: real)
    }

    /// A clock that shows each request the next instant of a list, and the last one from then on.
    ///
    /// Nil for an empty list and for one that runs backwards.
    public static func scripted(_ instants: [Timestamp]) -> SimulatorClock? {
        guard let first = instants.first, zip(instants, instants.dropFirst()).allSatisfy({ $0 <= $1 }) else {
            return nil
        }
        return SimulatorClock(.scripted(instants.dropFirst(), hasBegun: false), at: first, machine: real)
    }

    /// A clock that runs so many simulated seconds per real second, from an instant or from now.
    public static func running(from start: Timestamp? = nil, speed: Int) -> SimulatorClock {
        running(from: start, speed: speed, on: real)
    }

    /// A clock that runs at a multiple of another source's speed, for tests.
    package static func running(
        from start: Timestamp? = nil, speed: Int, machine: @escaping @Sendable () -> ClockInstant
    ) -> SimulatorClock {
        running(from: start, speed: speed, on: Machine(now: machine, steady: machine))
    }

    private static func running(from start: Timestamp?, speed: Int, on machine: Machine) -> SimulatorClock {
        let start = start ?? machine.now().timestamp
        let source = Source.factor(clamped(speed), from: ClockInstant(start), since: machine.steady())
        return SimulatorClock(source, at: start, machine: machine)
    }

    /// A clock that follows another source, for tests of the system mode.
    package static func following(_ source: @escaping @Sendable () -> Timestamp) -> SimulatorClock {
        let now: @Sendable () -> ClockInstant = { ClockInstant(source()) }
        return SimulatorClock(.system, at: firstInstant, machine: Machine(now: now, steady: now))
    }

    private init(_ source: Source, at instant: Timestamp, machine: Machine) {
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
        if case .factor(let speed, _, _) = source { speed } else { nil }
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
        case .system: instant = max(instant, machine.now())
        case .factor(let speed, let start, let since):
            let elapsed = since.duration(to: max(since, machine.steady()))
            instant = max(instant, min(start.adding(elapsed, times: speed), ClockInstant.last))
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
        case .factor(let speed, _, _): return max(.zero, distance / speed + .nanoseconds(1))
        case .manual, .scripted: return nil
        }
    }

    // MARK: Moving

    /// Stops at the present instant; from here only `advance(to:)` moves the clock.
    public mutating func makeManual() {
        _ = readExactly()
        source = .manual
    }

    /// Follows the machine again.
    ///
    /// False, and no change, if the clock is ahead of the machine's.
    public mutating func makeSystem() -> Bool {
        guard machine.now() >= readExactly() else { return false }
        source = .system
        return true
    }

    /// Runs so many simulated seconds per real second, from the present instant.
    public mutating func run(speed: Int) {
        source = .factor(Self.clamped(speed), from: readExactly(), since: machine.steady())
    }

    /// Moves a clock forward and makes it manual.
    ///
    /// The instant must not lie before the present one.
    public mutating func advance(to target: Timestamp) {
        advance(to: target == instant.timestamp ? instant : ClockInstant(target))
    }

    /// Moves a clock forward, to the nanosecond, and makes it manual.
    mutating func advance(to target: ClockInstant) {
        precondition(target >= instant, "a clock only moves forward")
        source = .manual
        instant = target
    }

    private static func clamped(_ speed: Int) -> Int {
        min(max(speed, speeds.lowerBound), speeds.upperBound)
    }

    private static let real = Machine(now: { read(CLOCK_REALTIME) }, steady: { read(CLOCK_MONOTONIC) })

    private static func read(_ clock: clockid_t) -> ClockInstant {
        var time = timespec()
        clock_gettime(clock, &time)
        return ClockInstant(secondsSinceEpoch: time.tv_sec, nanoseconds: time.tv_nsec)
    }
}
