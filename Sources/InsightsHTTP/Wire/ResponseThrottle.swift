import InsightsTime

/// Lets an answer's bytes out at so many in a second.
///
/// A value that is told the time: what has been earned since it was last asked may be sent.
struct ResponseThrottle: Sendable {
    private static let second: UInt64 = 1_000_000_000
    /// How often in a second bytes are let out at the most, so that a fast pace is not one wake-up for each byte.
    private static let steps = 20

    let bytesPerSecond: Int
    /// How many bytes may be sent now.
    private(set) var allowance: Int
    private var earnedUntil: MonotonicTime

    /// Starts with bytes that may be sent at once: those of the head, and what waits before it.
    init(bytesPerSecond: Int, free: Int, now: MonotonicTime) {
        self.bytesPerSecond = max(1, bytesPerSecond)
        allowance = free
        earnedUntil = now
    }

    /// When the next bytes have been earned.
    var nextRefill: MonotonicTime { earnedUntil + nanoseconds(for: step) }

    private var step: Int { max(1, bytesPerSecond / Self.steps) }

    private func nanoseconds(for bytes: Int) -> UInt64 { UInt64(bytes) * Self.second / UInt64(bytesPerSecond) }

    /// Adds what has been earned, whole steps of it, and never more than a second is worth.
    mutating func refill(now: MonotonicTime) {
        let elapsed = now.nanoseconds - min(now.nanoseconds, earnedUntil.nanoseconds)
        guard elapsed < Self.second else {
            allowance = max(allowance, bytesPerSecond)
            earnedUntil = now
            return
        }
        let stepTime = max(1, nanoseconds(for: step))
        let steps = elapsed / stepTime
        allowance += Int(steps) * step
        earnedUntil = earnedUntil + steps * stepTime
    }

    /// Notes that bytes have been sent.
    mutating func take(_ count: Int) {
        allowance -= count
    }
}
