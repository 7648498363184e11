import InsightsHTTP
import Synchronization
import Testing

@Suite("The work of one owner")
struct WorkQueueTests {
    /// Threads that run only when told to, and one after the other.
    private final class Threads: Sendable {
        private let started = Mutex<[@Sendable () -> Void]>([])

        var count: Int { started.withLock { $0.count } }

        func start(_ job: @escaping @Sendable () -> Void) -> Bool {
            started.withLock { $0.append(job) }
            return true
        }

        /// Runs what was started first to its end.
        func runFirst() {
            let job = started.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            job?()
        }
    }

    @Test("Eight jobs run at a time, 1024 wait in order, and one more is refused")
    func limits() {
        let queue = WorkQueue()
        let threads = Threads()
        let done = Mutex<[Int]>([])
        func submit(_ number: Int) -> Bool {
            queue.submit({ done.withLock { $0.append(number) } }, start: threads.start)
        }
        #expect(WorkQueue.width == 8 && WorkQueue.limit == 1024)
        for number in 0..<(8 + 1024) { #expect(submit(number)) }
        #expect(threads.count == 8)
        #expect(!submit(-1))
        // A thread that has done its job takes those that wait.
        threads.runFirst()
        #expect(done.withLock { $0 } == [0] + Array(8..<(8 + 1024)))
        for _ in 1..<8 { threads.runFirst() }
        #expect(done.withLock { $0.count } == 8 + 1024)
        #expect(submit(5000))
        #expect(threads.count == 1)
    }

    @Test("Where no thread can be started, the job is refused and the next one may run")
    func noThread() {
        let queue = WorkQueue()
        for _ in 0..<20 { #expect(!queue.submit({}, start: { _ in false })) }
        let threads = Threads()
        #expect(queue.submit({}, start: threads.start))
        #expect(threads.count == 1)
    }
}
