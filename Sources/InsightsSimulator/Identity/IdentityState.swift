import InsightsAPI
import InsightsQuery
import InsightsTime

/// What the token endpoint remembers of a tenant, besides refresh tokens.
struct IdentityState: Sendable {
    /// Which of the simulator's keys signs.
    var signingGeneration = 0
    /// Wrong passwords by user.
    private var failures: [String: Failures] = [:]
    /// The instants of an application's requests within the last minute.
    private var requests: [String: [Timestamp]] = [:]
    /// The instants of one and the same request within the last minute, by its digest.
    private var repetitions: [[UInt8]: [Timestamp]] = [:]
    /// The identifiers of assertions that were used, until they end.
    private var assertions: [[UInt8]: Int] = [:]

    private struct Failures {
        var count = 0
        var lockedUntil: Timestamp?
    }

    /// How long a lockout lasts and how far limits look back, in seconds.
    static let window = 60
    /// How many different requests, and how many assertions, are remembered.
    static let capacity = 10000

    // MARK: Lockout

    /// Whether too many wrong passwords locked a user.
    func isLocked(_ user: String, now: Timestamp) -> Bool {
        failures[user]?.lockedUntil.map { now < $0 } ?? false
    }

    /// Notes a wrong password.
    mutating func noteFailure(_ user: String, limit: Int, now: Timestamp) {
        var entry = failures[user] ?? Failures()
        if let end = entry.lockedUntil, now >= end { entry = Failures() }
        entry.count += 1
        if entry.count >= limit { entry.lockedUntil = now.adding(seconds: Self.window) }
        failures[user] = entry
    }

    /// Notes a right password.
    mutating func noteSuccess(_ user: String) {
        failures[user] = nil
    }

    // MARK: Limits

    /// Counts an application's request; how many seconds to wait if there were too many.
    mutating func wait(_ application: String, limit: Int, now: Timestamp) -> Int? {
        Self.count(&requests[application, default: []], limit: limit, now: now)
    }

    /// Counts one and the same request; whether it came too often.
    mutating func isLoop(_ digest: [UInt8], limit: Int, now: Timestamp) -> Bool {
        if repetitions[digest] == nil, repetitions.count >= Self.capacity {
            let start = now.adding(seconds: -Self.window)
            repetitions = repetitions.filter { ($0.value.last).map { $0 > start } ?? false }
            if repetitions.count >= Self.capacity { repetitions.removeAll() }
        }
        return Self.count(&repetitions[digest, default: []], limit: limit, now: now) != nil
    }

    /// Adds an instant, unless the minute before has as many as it may; then the seconds until it has not.
    private static func count(_ instants: inout [Timestamp], limit: Int, now: Timestamp) -> Int? {
        let start = now.adding(seconds: -window)
        instants.removeAll { $0 <= start }
        guard instants.count >= limit, let first = instants.first else {
            instants.append(now)
            return nil
        }
        return max(1, first.secondsSinceEpoch + window - now.secondsSinceEpoch)
    }

    // MARK: Assertions

    /// Remembers an assertion until its end; false if it was used before.
    mutating func useAssertion(_ digest: [UInt8], until end: Int, now: Timestamp) -> Bool {
        guard assertions[digest] == nil else { return false }
        if assertions.count >= Self.capacity {
            assertions = assertions.filter { $0.value > now.secondsSinceEpoch }
            // Full of assertions that still hold: none more can be told from a used one.
            guard assertions.count < Self.capacity else { return false }
        }
        assertions[digest] = end
        return true
    }
}
