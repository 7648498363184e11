import Glibc

/// Which signals a running program gets: those that are passed on to it, and those that end it when its time is over.
///
/// A value: it is told what happens and when, and says what to send.
struct TerminationPolicy {
    /// How long a program has to end once it was told to.
    static let grace = Duration.seconds(5)

    /// When `timeIsOver` is to be called; nil for never.
    private(set) var deadline: ContinuousClock.Instant?
    /// Whether it had to be told that its time is over.
    private(set) var hasTimedOut = false
    /// The first signal that meant this process and its program; nil if there was none.
    private(set) var interruption: Int32?
    private var isTold = false

    /// Begins with a program that was just started; without a timeout it may run as long as it likes.
    init(start: ContinuousClock.Instant, timeout: Duration? = nil) {
        deadline = timeout.map { start + $0 }
    }

    /// The signal to send because one arrived.
    mutating func receive(_ arrival: SignalPipe.Arrival, now: ContinuousClock.Instant) -> Int32? {
        guard SignalPipe.terminating.contains(arrival.number) else { return nil }
        if interruption == nil { interruption = arrival.number }
        // Typed at the terminal, it reached the program too, which may well go on, as an interactive one does.
        if arrival.isFromSystem, arrival.number == SIGINT || arrival.number == SIGQUIT { return nil }
        tell(now)
        return arrival.number
    }

    /// The signal to send because the deadline has come.
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
        // Who is told again has not more time for it.
        if isTold { return }
        isTold = true
        deadline = now + Self.grace
    }
}
