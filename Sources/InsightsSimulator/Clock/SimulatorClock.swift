import InsightsQuery
public import InsightsTime

#if canImport(Glibc)
    private import Glibc
#endif

/// The clock of a tenant, for tokens, schedules, executions, links, quotas and `Date` headers.
public struct SimulatorClock: Sendable {
    /// The source of the clock's progress.
    public enum Mode: String, Sendable {
        /// The clock follows the machine's clock.
        case system
        /// The clock changes only by `advance`.
        case manual
        /// Each request moves the clock to the next instant of a list.
        case scripted
        /// The clock runs at a multiple of the machine's speed.
        case factor
    }

    /// The source of the clock's progress, with its state.
    private enum Source: Sendable {
        case system
        case manual
        /// The instants of later requests, and whether a request has begun.
        case scripted(ArraySlice<Timestamp>, hasBegun: Bool)
        /// Simulated seconds per real second, the start of the run, and the machine's monotonic time at that moment.
        case factor(Int, from: ClockInstant, since: ClockInstant)
    }

    /// The real clocks.
    private struct Machine: Sendable {
        /// The time of day, which may be set back.
        let now: @Sendable () -> ClockInstant
        /// A monotonic time from an arbitrary origin.
        let steady: @Sendable () -> ClockInstant
    }

    private var source: Source
    /// The last instant read; the clock never goes back before it.
    private(set) var instant: ClockInstant
    private let machine: Machine

    /// The first instant a clock can show, 1970-01-01T00:00:00Z.
    public static let firstInstant = Timestamp(secondsSinceEpoch: 0)
    /// The last instant a clock can show, 2199-12-31T23:59:59Z.
    public static let lastInstant = Timestamp.last
    /// The speeds at which a clock can run, in simulated seconds per real second.
    public static let speeds = 1...10_000_000

    /// A clock that follows the machine's.
    public static var system: SimulatorClock {
        SimulatorClock(.system, at: firstInstant, machine: real)
    }

    /// Returns a clock that is stopped at an instant until it is advanced.
    public static func manual(_ instant: Timestamp) -> SimulatorClock {
        SimulatorClock(.manual, at: instant, machine: real)
    }

    /// Returns a stopped clock beside another source of the machine's time, for tests.
    package static func manual(
        _ instant: Timestamp, machine: @escaping @Sendable () -> Timestamp
    ) -> SimulatorClock {
        let now: @Sendable () -> ClockInstant = { ClockInstant(machine()) }
        return SimulatorClock(.manual, at: instant, machine: Machine(now: now, steady: now))
    }

    /// Returns a clock that moves to the next instant of a list with each request, and stays at the last one.
    ///
    /// Returns nil for an empty list and for decreasing instants.
    public static func scripted(_ instants: [Timestamp]) -> SimulatorClock? {
        guard let first = instants.first, zip(instants, instants.dropFirst()).allSatisfy({ $0 <= $1 }) else {
            return nil
        }
        return SimulatorClock(.scripted(instants.dropFirst(), hasBegun: false), at: first, machine: real)
    }

    /// Returns a clock that runs at a multiple of real time, from an instant; nil for the current time.
    public static func running(from start: Timestamp? = nil, speed: Int) -> SimulatorClock {
        running(from: start, speed: speed, on: real)
    }

    /// Returns a clock that runs at a multiple of another clock's speed, for tests.
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

    /// Returns a clock that follows another source, for tests of the system mode.
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

    /// The source of the clock's progress.
    public var mode: Mode {
        switch source {
        case .system: .system
        case .manual: .manual
        case .scripted: .scripted
        case .factor: .factor
        }
    }

    /// The simulated seconds per real second; nil unless the clock runs at a factor.
    public var speed: Int? {
        if case .factor(let speed, _, _) = source { speed } else { nil }
    }

    /// Reads the clock.
    ///
    /// It never goes back, even if the machine's clock does.
    public mutating func read() -> Timestamp {
        readExactly().timestamp
    }

    /// Reads the clock with nanosecond precision.
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

    /// The present instant of the machine's clock, which clients of a moved clock still live by.
    var machineTime: Timestamp { machine.now().timestamp }

    /// Moves a scripted clock to its next instant; each request calls this once.
    mutating func beginRequest() {
        guard case .scripted(var rest, let hasBegun) = source else { return }
        if hasBegun, let next = rest.popFirst() { instant = max(instant, ClockInstant(next)) }
        source = .scripted(rest, hasBegun: true)
    }

    /// Returns the real time until the clock reaches an instant; nil if only a call can move it.
    mutating func realTime(until target: ClockInstant) -> Duration? {
        let distance = readExactly().duration(to: target)
        switch source {
        case .system: return max(.zero, distance)
        // Rounded up, so that the clock has reached the instant after this time.
        case .factor(let speed, _, _): return max(.zero, distance / speed + .nanoseconds(1))
        case .manual, .scripted: return nil
        }
    }

    // MARK: Saving

    /// What of a clock only calls change; two equal marks need not be saved twice.
    struct Mark: Sendable, Equatable {
        let mode: Mode
        let speed: Int?
        /// The instant of a clock that only calls move.
        let instant: ClockInstant?
        /// The number of instants that a script has left.
        let left: Int
    }

    /// What of the clock only calls change.
    var mark: Mark {
        switch source {
        case .system: Mark(mode: .system, speed: nil, instant: nil, left: 0)
        case .manual: Mark(mode: .manual, speed: nil, instant: instant, left: 0)
        case .scripted(let rest, _): Mark(mode: .scripted, speed: nil, instant: instant, left: rest.count)
        case .factor(let speed, _, _): Mark(mode: .factor, speed: speed, instant: nil, left: 0)
        }
    }

    /// The instants that a script has left, and whether a request has begun; nil for another clock.
    var script: (rest: [Timestamp], hasBegun: Bool)? {
        if case .scripted(let rest, let hasBegun) = source { (Array(rest), hasBegun) } else { nil }
    }

    /// Restores a clock as it was at an instant of the machine's time of day; one that runs has run on since.
    mutating func restore(
        _ mode: Mode, at saved: ClockInstant, machineTime: Timestamp, speed: Int?,
        script: (rest: [Timestamp], hasBegun: Bool)
    ) {
        instant = saved
        switch mode {
        case .system: source = .system
        case .manual: source = .manual
        case .scripted: source = .scripted(script.rest[...], hasBegun: script.hasBegun)
        case .factor:
            let speed = Self.clamped(speed ?? 1)
            let elapsed = max(.zero, ClockInstant(machineTime).duration(to: machine.now()))
            let start = min(saved.adding(elapsed, times: speed), ClockInstant.last)
            source = .factor(speed, from: start, since: machine.steady())
        }
    }

    // MARK: Changing

    /// Stops the clock at the current instant; from then on only `advance(to:)` moves it.
    public mutating func makeManual() {
        _ = readExactly()
        source = .manual
    }

    /// Makes the clock follow the machine's clock again.
    ///
    /// Returns false, without a change, if the clock is ahead of the machine's.
    public mutating func makeSystem() -> Bool {
        if case .system = source { return true }
        // The clock is read first, because the machine's clock advances meanwhile.
        let present = readExactly()
        guard machine.now() >= present else { return false }
        source = .system
        return true
    }

    /// Runs the clock at a multiple of real time, from the current instant.
    public mutating func run(speed: Int) {
        source = .factor(Self.clamped(speed), from: readExactly(), since: machine.steady())
    }

    /// Moves the clock forward and makes it manual.
    ///
    /// The instant must not be before the current one.
    public mutating func advance(to target: Timestamp) {
        advance(to: target == instant.timestamp ? instant : ClockInstant(target))
    }

    /// Moves the clock forward with nanosecond precision, and makes it manual.
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
