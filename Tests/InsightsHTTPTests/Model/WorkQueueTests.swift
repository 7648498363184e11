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

    /// The numbers of the jobs that were done, in order.
    private final class Done: Sendable {
        private let list = Mutex<[Int]>([])

        var numbers: [Int] { list.withLock { $0 } }

        func append(_ number: Int) { list.withLock { $0.append(number) } }
    }

    @Test("Eight jobs run at a time, 1024 wait in order, and one more is refused")
    func limits() {
        let queue = WorkQueue()
        let threads = Threads()
        let done = Done()
        func submit(_ number: Int) -> Bool {
            queue.submit({ done.append(number) }, start: { threads.start($0) })
        }
        #expect(WorkQueue.width == 8 && WorkQueue.limit == 1024)
        for number in 0..<(8 + 1024) { #expect(submit(number)) }
        #expect(threads.count == 8)
        #expect(!submit(-1))
        // A thread that has done its job takes those that wait.
        threads.runFirst()
        #expect(done.numbers == [0] + Array(8..<(8 + 1024)))
        for _ in 1..<8 { threads.runFirst() }
        #expect(done.numbers.count == 8 + 1024)
        #expect(submit(5000))
        #expect(threads.count == 1)
    }

    @Test("Where no thread can be started, the job is refused and the next one may run")
    func noThread() {
        let queue = WorkQueue()
        func submit(to threads: Threads?) -> Bool {
            queue.submit({}, start: { threads?.start($0) ?? false })
        }
        for _ in 0..<20 { #expect(!submit(to: nil)) }
        let threads = Threads()
        #expect(submit(to: threads))
        #expect(threads.count == 1)
    }

    @Test("A queue inside another takes one of its places for each thread, and its jobs wait without one")
    func inside() {
        let parent = WorkQueue(width: 2, computes: true)
        let (first, second, third) = (
            WorkQueue(width: 1, computes: true, inside: parent), WorkQueue(width: 1, computes: true, inside: parent),
            WorkQueue(width: 1, computes: true, inside: parent)
        )
        let threads = Threads()
        let done = Done()
        func submit(_ number: Int, to queue: WorkQueue) -> Bool {
            queue.submit({ done.append(number) }, start: { threads.start($0) })
        }
        for number in 0..<50 { #expect(submit(number, to: first)) }
        #expect(submit(100, to: second))
        #expect(submit(200, to: third))
        #expect(threads.count == 2)
        threads.runFirst()
        // The jobs of the first queue in order, then what waited for a place.
        #expect(done.numbers == Array(0..<50) + [200])
        threads.runFirst()
        #expect(done.numbers.last == 100)
        #expect(submit(51, to: first))
        #expect(threads.count == 1)
    }

    @Test("Where the outer queue is full, the job is refused, and none is left waiting")
    func fullParent() {
        let parent = WorkQueue(width: 1, computes: true)
        let queue = WorkQueue(width: 1, computes: true, inside: parent)
        let threads = Threads()
        let done = Done()
        func submit(_ number: Int, to queue: WorkQueue) -> Bool {
            queue.submit({ done.append(number) }, start: { threads.start($0) })
        }
        for number in 0..<(1 + WorkQueue.limit) {
            #expect(submit(number, to: parent))
        }
        #expect(!submit(-1, to: queue))
        threads.runFirst()
        #expect(submit(-2, to: queue))
        threads.runFirst()
        #expect(done.numbers.last == -2 && !done.numbers.contains(-1))
    }
}
