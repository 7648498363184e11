import Glibc
public import InsightsTime

/// The clock of a target other than a simulator.
public struct ServerTime: Sendable {
    /// Returns the current time.
    public var now: @Sendable () -> Timestamp
    /// Returns the time since some fixed start, which never decreases.
    public var elapsed: @Sendable () -> Duration
    /// Waits for a duration; returns early if the task is cancelled.
    public var sleep: @Sendable (Duration) async -> Void

    /// Creates a clock.
    public init(
        now: @escaping @Sendable () -> Timestamp, elapsed: @escaping @Sendable () -> Duration,
        sleep: @escaping @Sendable (Duration) async -> Void
    ) {
        self.now = now
        self.elapsed = elapsed
        self.sleep = sleep
    }

    /// The machine's clock.
    public static var machine: ServerTime {
        let start = ContinuousClock.now
        return ServerTime(
            now: { Timestamp(secondsSinceEpoch: Int(time(nil))) }, elapsed: { ContinuousClock.now - start },
            sleep: { try? await Task.sleep(for: $0) })
    }
}
