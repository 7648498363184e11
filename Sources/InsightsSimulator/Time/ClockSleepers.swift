private import Synchronization

/// Those who sleep until a tenant's clock has come somewhere.
final class ClockSleepers: Sendable {
    private struct Sleeper {
        let deadline: ClockInstant
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var sleepers: [Int: Sleeper] = [:]
        /// Sleepers that were called off before they had lain down.
        var cancelled: Set<Int> = []
        var lastNumber = 0
    }

    private let state = Mutex(State())
    private let count = Atomic(0)

    /// How many sleep.
    var sleeping: Int { count.load(ordering: .sequentiallyConsistent) }

    /// A number for a sleeper.
    func makeNumber() -> Int {
        state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
    }

    /// Sleeps until the clock has come to the deadline, its mode has changed, or the sleeper is called off.
    ///
    /// `isThere` is asked once the sleeper has lain down, so that no move of the clock goes unnoticed.
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

    /// Calls a sleeper off.
    func cancel(_ number: Int) {
        let isAsleep = state.withLock { state in
            if state.sleepers[number] != nil { return true }
            state.cancelled.insert(number)
            return false
        }
        if isAsleep { wake([number]) }
    }

    /// Forgets that a sleeper was called off.
    func forget(_ number: Int) {
        _ = state.withLock { $0.cancelled.remove(number) }
    }

    /// Wakes those whose time has come, the earliest first.
    func wake(at instant: ClockInstant) {
        guard sleeping > 0 else { return }
        wake(
            state.withLock { state in
                state.sleepers.filter { $0.value.deadline <= instant }
                    .sorted { ($0.value.deadline, $0.key) < ($1.value.deadline, $1.key) }.map(\.key)
            })
    }

    /// Wakes all, to look at the clock again.
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
