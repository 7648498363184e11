private import Synchronization

/// A queue of the work of one owner, such as a tenant, of which a server runs only some at a time.
///
/// So one owner whose work waits never takes all threads of a server.
public final class WorkQueue: Sendable {
    package typealias Job = @Sendable () -> Void

    /// The greatest number of jobs that run at a time.
    public static let width = 8
    /// The greatest number of jobs that wait; a server refuses further ones with status 503.
    public static let limit = 1024

    private struct State {
        var running = 0
        var waiting: [Job] = []
    }

    private let state = Mutex(State())

    /// Creates an empty queue.
    public init() {}

    private enum Admission {
        case run
        case wait
        case refuse
    }

    /// Adds a job; returns false if too many wait, or if `start` does.
    ///
    /// `start` begins a closure on another thread. A thread that has done its job takes the next one that waits.
    package func submit(_ job: @escaping Job, start: (@escaping Job) -> Bool) -> Bool {
        let admission = state.withLock { state -> Admission in
            if state.running < Self.width {
                state.running += 1
                return .run
            }
            guard state.waiting.count < Self.limit else { return .refuse }
            state.waiting.append(job)
            return .wait
        }
        switch admission {
        case .wait: return true
        case .refuse: return false
        case .run:
            let isStarted = start {
                job()
                while let next = self.takeNext() { next() }
            }
            if !isStarted { state.withLock { $0.running -= 1 } }
            return isStarted
        }
    }

    private func takeNext() -> Job? {
        state.withLock { state in
            if !state.waiting.isEmpty { return state.waiting.removeFirst() }
            state.running -= 1
            return nil
        }
    }
}
