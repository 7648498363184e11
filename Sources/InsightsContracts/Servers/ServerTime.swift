import Glibc
public import InsightsTime

/// The time in which a target that is no simulator lives.
public struct ServerTime: Sendable {
    /// The present instant.
    public var now: @Sendable () -> Timestamp
    /// The time since some start, which only grows.
    public var elapsed: @Sendable () -> Duration
    /// Waits.
    public var sleep: @Sendable (Duration) async -> Void

    /// Creates a time.
    public init(
        now: @escaping @Sendable () -> Timestamp, elapsed: @escaping @Sendable () -> Duration,
        sleep: @escaping @Sendable (Duration) async -> Void
    ) {
        self.now = now
        self.elapsed = elapsed
        self.sleep = sleep
    }

    /// The machine's.
    public static var machine: ServerTime {
        let start = ContinuousClock.now
        return ServerTime(
            now: { Timestamp(secondsSinceEpoch: Int(time(nil))) }, elapsed: { ContinuousClock.now - start },
            sleep: { try? await Task.sleep(for: $0) })
    }
}
