import InsightsServer
import Synchronization

/// A runner of work that is cancelled by SIGINT or SIGTERM, so that it can clean up.
///
/// A second signal ends the process immediately.
struct SignalCancellation: Sendable {
    private let signals: TerminationSignals

    /// Installs handlers for SIGINT and SIGTERM, for the whole process.
    init() throws(ServerError) {
        signals = try TerminationSignals()
    }

    /// Runs the work to its end, or until it has ended after cancellation.
    ///
    /// - Parameters:
    ///   - work: the work; it checks `Task.isCancelled`.
    ///   - notice: receives the signal, on another thread.
    /// - Returns: the value of the work, and the signal that cancelled it; nil for none.
    /// - Throws: `ServerError` if no thread can be started to wait for signals.
    func run<Value: Sendable>(
        _ work: @escaping @Sendable () async -> Value, notice: @escaping @Sendable (Int32) -> Void
    ) async throws(ServerError) -> (value: Value, signal: Int32?) {
        let arrived = ArrivedSignal()
        let task = Task { await work() }
        let thread: NativeThread
        do throws(ServerError) {
            thread = try NativeThread(named: "signals") {
                let number = Int32(signals.waitForTermination())
                arrived.number.store(number, ordering: .sequentiallyConsistent)
                notice(number)
                task.cancel()
            }
        } catch {
            task.cancel()
            throw error
        }
        // If no signal arrives, the thread waits until the process ends.
        thread.detach()
        let value = await task.value
        let number = arrived.number.load(ordering: .sequentiallyConsistent)
        return (value, number == 0 ? nil : number)
    }
}

/// The number of the signal that arrived; 0 for none.
private final class ArrivedSignal: Sendable {
    let number = Atomic<Int32>(0)
}
