import Glibc
package import InsightsTime

/// The clock of a target other than a simulator.
package struct ServerTime: Sendable {
    /// Returns the current time.
    package var now: @Sendable () -> Timestamp
    /// Returns the time since some fixed start, which never decreases.
    package var elapsed: @Sendable () -> Duration
    /// Waits for a duration; returns early if the task is cancelled.
    package var sleep: @Sendable (Duration) async -> Void

    /// Creates a clock.
    package init(
        now: @escaping @Sendable () -> Timestamp, elapsed: @escaping @Sendable () -> Duration,
        sleep: @escaping @Sendable (Duration) async -> Void
    ) {
        self.now = now
        self.elapsed = elapsed
        self.sleep = sleep
    }

    /// The machine's clock.
    package static var machine: ServerTime {
        let start = ContinuousClock.now
        return ServerTime(
            now: { Timestamp(secondsSinceEpoch: Int(time(nil))) }, elapsed: { ContinuousClock.now - start },
            sleep: { try? await Task.sleep(for: $0) })
    }
}
