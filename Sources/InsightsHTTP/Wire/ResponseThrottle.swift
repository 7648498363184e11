import InsightsTime

/// A limit on the rate at which a response's bytes are sent.
///
/// It is a value that is told the time; the bytes earned since the last refill may be sent.
struct ResponseThrottle: Sendable {
    private static let second: UInt64 = 1_000_000_000
    /// The maximum number of refills per second, to avoid one wake-up per byte at a high rate.
    private static let steps = 20

    /// The rate beyond which the computation of times would overflow, 8 GiB/s.
    private static let greatestRate = 1 << 33

    let bytesPerSecond: Int
    /// The number of bytes that may be sent now.
    private(set) var allowance: Int
    private var earnedUntil: MonotonicTime

    /// Creates a throttle; `free` bytes may be sent immediately: those of the head and of earlier output.
    init(bytesPerSecond: Int, free: Int, now: MonotonicTime) {
        self.bytesPerSecond = min(max(1, bytesPerSecond), Self.greatestRate)
        allowance = free
        earnedUntil = now
    }

    /// The instant at which the next bytes are earned.
    var nextRefill: MonotonicTime { earnedUntil + nanoseconds(for: step) }

    private var step: Int { max(1, bytesPerSecond / Self.steps) }

    private func nanoseconds(for bytes: Int) -> UInt64 { UInt64(bytes) * Self.second / UInt64(bytesPerSecond) }

    /// Adds the bytes earned, in whole steps, and at most those of one second.
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

    /// Records that bytes have been sent.
    mutating func take(_ count: Int) {
        allowance -= count
    }
}
