private import Synchronization

/// The tasks that sleep until a tenant's clock reaches an instant.
final class ClockSleepers: Sendable {
    private struct Sleeper {
        let deadline: ClockInstant
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var sleepers: [Int: Sleeper] = [:]
        /// Sleepers cancelled before they were registered.
        var cancelled: Set<Int> = []
        var lastNumber = 0
    }

    private let state = Mutex(State())
    private let count = Atomic(0)

    /// The number of sleeping tasks.
    var sleeping: Int { count.load(ordering: .sequentiallyConsistent) }

    /// Returns a new identifier for a sleeper.
    func makeNumber() -> Int {
        state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
    }

    /// Sleeps until the clock reaches the deadline, its mode changes, or the sleeper is cancelled.
    ///
    /// `isThere` is called after registration, so that no change of the clock is missed.
    func sleep(_ number: Int, until deadline: ClockInstant, isThere: () -> Bool) async {
        await withCheckedContinuation { continuation in
            let isCancelled = state.withLock { state in
                if state.cancelled.remove(number) != nil { return true }
                state.sleepers[number] = Sleeper(deadline: deadline, continuation: continuation)
                count.add(1, ordering: .sequentiallyConsistent)
                return false
            }
            if isCancelled {
                continuation.resume()
            } else if isThere() {
                wake([number])
            }
        }
    }

    /// Cancels a sleeper.
    func cancel(_ number: Int) {
        let isAsleep = state.withLock { state in
            if state.sleepers[number] != nil { return true }
            state.cancelled.insert(number)
            return false
        }
        if isAsleep { wake([number]) }
    }

    /// Removes the record of a cancellation.
    func forget(_ number: Int) {
        _ = state.withLock { $0.cancelled.remove(number) }
    }

    /// Wakes the sleepers whose deadline has passed, the earliest first.
    func wake(at instant: ClockInstant) {
        guard sleeping > 0 else { return }
        wake(
            state.withLock { state in
                state.sleepers.filter { $0.value.deadline <= instant }
                    .sorted { ($0.value.deadline, $0.key) < ($1.value.deadline, $1.key) }.map(\.key)
            })
    }

    /// Wakes all sleepers, so that they check the clock again.
    func wakeAll() {
        guard sleeping > 0 else { return }
        wake(state.withLock { $0.sleepers.keys.sorted() })
    }

    private func wake(_ numbers: [Int]) {
        for number in numbers {
            let sleeper = state.withLock { $0.sleepers.removeValue(forKey: number) }
            guard let sleeper else { continue }
            count.subtract(1, ordering: .sequentiallyConsistent)
            sleeper.continuation.resume()
        }
    }
}
