private import Dispatch
private import Glibc

/// The right to deliver a tenant's callbacks.
///
/// Operations that advance its clock hold it, and at most one background delivery. That delivery sends what is due
/// without moving the clock.
struct DeliveryOwnership: Sendable {
    /// The purpose of a delivery.
    enum Role {
        case clockAdvance
        case background
    }

    private var movers = 0
    private var isSettling = false
    /// The thread of the background delivery, once it has started.
    private var background: pthread_t?
    private(set) var waiting: [DeliveryWait] = []

    /// Whether the right is free; while it is held, others leave due callbacks alone.
    var isEmpty: Bool { movers == 0 && !isSettling }

    mutating func begin(_ role: Role) {
        switch role {
        case .clockAdvance: movers += 1
        case .background: isSettling = true
        }
    }

    /// Records the calling thread as that of the background delivery.
    mutating func markCurrentThread() {
        background = pthread_self()
    }

    mutating func end(_ role: Role) {
        switch role {
        case .clockAdvance: movers -= 1
        case .background:
            isSettling = false
            background = nil
            wakeAll()
        }
    }

    /// Ends all waits.
    mutating func wakeAll() {
        for wait in waiting { wait.end() }
        waiting = []
    }

    /// Adds a wait for the background delivery, before the clock is advanced; returns whether there is one to wait for.
    ///
    /// A receiver that the background calls on its own thread must not wait, because it would wait for itself.
    mutating func add(_ wait: DeliveryWait) -> Bool {
        guard isSettling, background != pthread_self() else { return false }
        waiting.append(wait)
        return true
    }

    /// Removes a wait that timed out.
    mutating func remove(_ wait: DeliveryWait) {
        waiting.removeAll { $0 === wait }
    }
}

/// The wait of one clock advance for background deliveries, outside the tenant's lock.
final class DeliveryWait: Sendable {
    /// The maximum total wait of an advance, in seconds.
    ///
    /// It is shorter than the time a receiver has, so a receiver that advances the clock before it responds is late,
    /// but not lost.
    static let longestSeconds = 8

    private let semaphore = DispatchSemaphore(value: 0)
    private let deadline: DispatchTime

    init(seconds: Int = longestSeconds) {
        deadline = .now() + .seconds(seconds)
    }

    /// Waits for the end of the current background delivery; returns false after the timeout.
    func wait() -> Bool { semaphore.wait(timeout: deadline) == .success }

    fileprivate func end() { semaphore.signal() }
}
