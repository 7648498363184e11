private import Dispatch
private import Glibc

/// Who is handing out a tenant's callbacks just now: those that move its clock, and at most one settler, who sends what
/// is due while the clock stands where it is.
struct DeliveryOwnership: Sendable {
    /// What a deliverer is up to.
    enum Role {
        case clockAdvance
        case background
    }

    private var movers = 0
    private var isSettling = false
    /// The settler's thread, once it has begun.
    private var background: pthread_t?
    private(set) var waiting: [DeliveryWait] = []

    /// While there is one, others leave what is due alone.
    var isEmpty: Bool { movers == 0 && !isSettling }

    mutating func begin(_ role: Role) {
        switch role {
        case .clockAdvance: movers += 1
        case .background: isSettling = true
        }
    }

    /// The settler works on the calling thread.
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

    /// Lets everyone who waits go on.
    mutating func wakeAll() {
        for wait in waiting { wait.end() }
        waiting = []
    }

    /// Whether a wait has been entered: before the clock is moved, for a settler who is somebody else.
    ///
    /// A receiver that the settler has called on its own thread would wait for itself.
    mutating func add(_ wait: DeliveryWait) -> Bool {
        guard isSettling, background != pthread_self() else { return false }
        waiting.append(wait)
        return true
    }

    /// Strikes out a wait that took too long.
    mutating func remove(_ wait: DeliveryWait) {
        waiting.removeAll { $0 === wait }
    }
}

/// The wait of one move of the clock for settlers, made outside the tenant's lock.
final class DeliveryWait: Sendable {
    /// How long a move waits in all: shorter than a receiver may take, so that one that moves the clock before it answers
    /// is late, and not lost.
    static let longestSeconds = 8

    private let semaphore = DispatchSemaphore(value: 0)
    private let deadline: DispatchTime

    init(seconds: Int = longestSeconds) {
        deadline = .now() + .seconds(seconds)
    }

    /// Waits for the end of the present settler; false if the time is over.
    func wait() -> Bool { semaphore.wait(timeout: deadline) == .success }

    fileprivate func end() { semaphore.signal() }
}
