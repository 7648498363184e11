private import Dispatch
import InsightsQuery
import InsightsTime
private import Synchronization

/// A move of a tenant's clock through many events or callbacks.
final class ClockMove: Sendable {
    /// The end of a move.
    enum Outcome: Sendable, Equatable {
        case arrived
        /// The target does not exist, or is before the present instant or after the last one.
        case impossible
        /// The move was cancelled at an instant before its target.
        case cancelled(at: Timestamp)
    }

    let start: ClockInstant
    let target: ClockInstant
    /// The number of resets of the tenant when the move began; a move ends with a reset.
    let resetCount: Int
    private let cancelled = Atomic(false)

    init(from start: ClockInstant, to target: ClockInstant, since resetCount: Int) {
        self.start = start
        self.target = target
        self.resetCount = resetCount
    }

    var isCancelled: Bool { cancelled.load(ordering: .acquiring) }

    func cancel() {
        cancelled.store(true, ordering: .releasing)
    }
}

/// The moves of one clock that take long.
final class ClockMoves: Sendable {
    private struct State {
        var active: [ClockMove] = []
        var cancellations = 0
    }

    private let state = Mutex(State())

    /// The number of cancellations so far; a move that began before the last one must end.
    var cancellations: Int { state.withLock { $0.cancellations } }

    /// The move that has the farthest target; nil if there is none.
    var longest: ClockMove? { state.withLock { $0.active.max { $0.target < $1.target } } }

    func add(_ move: ClockMove) {
        state.withLock { $0.active.append(move) }
    }

    func remove(_ move: ClockMove) {
        state.withLock { state in state.active.removeAll { $0 === move } }
    }

    /// Cancels the moves that have begun.
    func cancelActive() {
        for move in state.withLock({ $0.active }) { move.cancel() }
    }

    /// Cancels the moves that have begun, and those that wait for them.
    func cancelAll() {
        state.withLock { $0.cancellations += 1 }
        cancelActive()
    }
}

/// The wait of a clock move until another one is no longer in the middle of its events.
final class MoveTurn: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func wait() { semaphore.wait() }

    func come() { semaphore.signal() }
}
