import CLinux
import InsightsHTTP
import InsightsTime
import Synchronization

/// A pool of threads for long or blocking work, with a bounded queue.
///
/// A thread starts when there is work and none is idle.
package final class WorkerPool: Sendable {
    package typealias Job = @Sendable () -> Void

    private struct State {
        var jobs: [Job] = []
        var threads: [NativeThread] = []
        /// The number of threads that wait, or were notified of a job that they have not taken yet.
        var idle = 0
        var isClosed = false
    }

    private let name: String
    private let threadLimit: Int
    private let queueLimit: Int
    private let yieldsToOthers: Bool
    private let state = Mutex(State())
    /// The descriptor that counts jobs and, after closing, threads to end.
    private let ready: FileDescriptor
    /// The descriptor that counts threads that have ended.
    private let ended: FileDescriptor

    /// Creates a pool; with `yieldsToOthers` its threads run when others leave a processor free.
    package init(
        named name: String, threadLimit: Int, queueLimit: Int, yieldsToOthers: Bool = false
    ) throws(ServerError) {
        self.yieldsToOthers = yieldsToOthers
        self.name = name
        self.threadLimit = max(1, threadLimit)
        self.queueLimit = queueLimit
        let ready = clinux_eventfd(0, 1)
        guard ready >= 0 else { throw .system(call: "eventfd", reason: errorText(-ready)) }
        self.ready = FileDescriptor(ready)
        let ended = clinux_eventfd(0, 1)
        guard ended >= 0 else { throw .system(call: "eventfd", reason: errorText(-ended)) }
        self.ended = FileDescriptor(ended)
    }

    /// Adds a job; returns false if the queue is full, no thread can be started, or the pool is closed.
    package func submit(_ job: @escaping Job) -> Bool {
        let accepted = state.withLock { state in
            guard !state.isClosed, state.jobs.count < queueLimit else { return false }
            if state.idle <= state.jobs.count, state.threads.count < threadLimit { startThread(&state) }
            guard !state.threads.isEmpty else { return false }
            state.jobs.append(job)
            return true
        }
        if accepted { _ = clinux_eventfd_add(ready.number, 1) }
        return accepted
    }

    /// Discards queued jobs, and waits until running jobs have ended or the deadline has passed.
    ///
    /// A thread whose job is still running then is detached.
    func close(until deadline: MonotonicTime) {
        let threads = state.withLock { state in
            state.isClosed = true
            state.jobs = []
            let threads = state.threads
            state.threads = []
            return threads
        }
        _ = clinux_eventfd_add(ready.number, UInt64(threads.count))
        var endedCount = 0
        while endedCount < threads.count {
            let ready = clinux_wait(ended.number, -1, 0, deadline.milliseconds(from: .now))
            if ready & 1 != 0 {
                _ = clinux_eventfd_take(ended.number)
                endedCount += 1
            } else if deadline <= .now {
                break
            }
        }
        for thread in threads {
            if endedCount == threads.count { thread.join() } else { thread.detach() }
        }
    }

    /// Closes the pool with a deadline relative to now.
    package func close(within limit: Duration) {
        close(until: .now + limit)
    }

    private func startThread(_ state: inout State) {
        let thread = try? NativeThread(named: "\(name)-\(state.threads.count)") { self.runJobs() }
        guard let thread else { return }
        state.threads.append(thread)
        state.idle += 1
    }

    private func runJobs() {
        if yieldsToOthers { clinux_lower_priority() }
        while true {
            _ = clinux_eventfd_take(ready.number)
            let (job, isClosed) = state.withLock { state in
                guard !state.jobs.isEmpty else { return (Job?.none, state.isClosed) }
                state.idle -= 1
                return (state.jobs.removeFirst(), false)
            }
            if let job {
                job()
                state.withLock { $0.idle += 1 }
            } else if isClosed {
                break
            }
        }
        _ = clinux_eventfd_add(ended.number, 1)
    }
}
