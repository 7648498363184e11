private import Synchronization

/// A queue of the work of one owner, such as a tenant or a file, of which a server runs only some at a time.
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
    private let width: Int
    private let parent: WorkQueue?
    /// Whether its jobs compute, like offloaded work, instead of waiting for others, like blocking work.
    package let computes: Bool

    /// Creates an empty queue of work that waits, of which `width` jobs run at a time.
    public convenience init() {
        self.init(width: Self.width, computes: false)
    }

    /// Creates an empty queue.
    ///
    /// - Parameters:
    ///   - width: the number of jobs that run at a time.
    ///   - computes: whether its jobs compute instead of waiting.
    ///   - parent: the queue of which this one takes one place for each thread that it needs; nil for none.
    package init(width: Int, computes: Bool, inside parent: WorkQueue? = nil) {
        self.width = width
        self.computes = computes
        self.parent = parent
    }

    /// Adds a job; returns false if too many wait, or if `start` does.
    ///
    /// `start` begins a closure on another thread, and never runs it itself. A thread that has done its job takes the
    /// next one that waits.
    package func submit(_ job: @escaping Job, start: (@escaping Job) -> Bool) -> Bool {
        // The lock is held while a thread starts: if that fails, no job may have begun to wait for the thread.
        state.withLock { state in
            guard state.running >= width else {
                let run: Job = {
                    job()
                    while let next = self.takeNext() { next() }
                }
                guard parent.map({ $0.submit(run, start: start) }) ?? start(run) else { return false }
                state.running += 1
                return true
            }
            guard state.waiting.count < Self.limit else { return false }
            state.waiting.append(job)
            return true
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
