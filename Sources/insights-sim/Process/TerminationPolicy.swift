import Glibc

/// The policy that decides which signals a running program gets: forwarded ones, and those after its time limit.
///
/// It is a value without side effects: the caller reports events with their times, and sends the returned signals.
struct TerminationPolicy {
    /// The time that a program has to end after it was told to.
    static let grace = Duration.seconds(5)

    /// The instant at which `timeIsOver` must be called; nil for never.
    private(set) var deadline: ContinuousClock.Instant?
    /// Whether the time limit has expired.
    private(set) var hasTimedOut = false
    /// The first terminating signal that arrived; nil for none.
    private(set) var interruption: Int32?
    private var isTold = false

    /// Creates the policy for a program that was just started; without a timeout its time is unlimited.
    init(start: ContinuousClock.Instant, timeout: Duration? = nil) {
        deadline = timeout.map { start + $0 }
    }

    /// Returns the signal to send in response to one that arrived; nil for none.
    mutating func receive(_ arrival: SignalPipe.Arrival, now: ContinuousClock.Instant) -> Int32? {
        guard SignalPipe.terminating.contains(arrival.number) else { return nil }
        if interruption == nil { interruption = arrival.number }
        // The terminal sent it to the program too, which may continue, as interactive programs do.
        if arrival.isFromSystem, arrival.number == SIGINT || arrival.number == SIGQUIT { return nil }
        tell(now)
        return arrival.number
    }

    /// Returns the signal to send when the deadline has passed.
    mutating func timeIsOver(now: ContinuousClock.Instant) -> Int32 {
        guard !isTold else {
            deadline = nil
            return SIGKILL
        }
        hasTimedOut = true
        tell(now)
        return SIGTERM
    }

    private mutating func tell(_ now: ContinuousClock.Instant) {
        // A second request to end does not extend the time.
        if isTold { return }
        isTold = true
        deadline = now + Self.grace
    }
}
