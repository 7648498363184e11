import Foundation
import Synchronization
import Testing

/// Runs each test of a suite on dedicated threads, and few tests at a time.
///
/// All other tests share one thread per processor. A test that waits on such a thread keeps others from running, and
/// programs that start all at once slow one another down.
struct BlockingTests: SuiteTrait, TestTrait, TestScoping {
    private static let gate = Gate(places: 2 * ProcessInfo.processInfo.activeProcessorCount)
    /// Whether this test already has a place: a nested suite takes no second one.
    @TaskLocal private static var isInside = false

    var isRecursive: Bool { true }

    func scopeProvider(for test: Test, testCase: Test.Case?) -> Self? { testCase == nil ? nil : self }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        guard !Self.isInside else { return try await function() }
        await Self.gate.enter()
        defer { Self.gate.leave() }
        try await Self.$isInside.withValue(true) {
            try await withTaskExecutorPreference(ThreadExecutor()) { try await function() }
        }
    }
}

extension Trait where Self == BlockingTests {
    /// Runs each test on dedicated threads, where it may wait for programs and sockets.
    static var mayBlock: Self { Self() }
}

/// Runs each job on a new thread.
private final class ThreadExecutor: TaskExecutor {
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        Thread.detachNewThread { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

/// Lets in as many as there are places; further ones wait for their turn, without a thread.
private final class Gate: Sendable {
    private struct State {
        var places: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    init(places: Int) {
        state = Mutex(State(places: places))
    }

    func enter() async {
        await withCheckedContinuation { continuation in
            let isLetIn = state.withLock { state in
                guard state.places == 0 else {
                    state.places -= 1
                    return true
                }
                state.waiting.append(continuation)
                return false
            }
            if isLetIn { continuation.resume() }
        }
    }

    func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.places += 1
            return nil
        }
        next?.resume()
    }
}
