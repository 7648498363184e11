import InsightsServer
import Synchronization

/// Work that is cancelled when this process is told to end, so that it can put away what it has made.
///
/// A second signal ends the process at once.
struct SignalCancellation: Sendable {
    private let signals: TerminationSignals

    /// Starts to catch SIGINT and SIGTERM, for the whole process.
    init() throws(ServerError) {
        signals = try TerminationSignals()
    }

    /// Does it to its end, or until it has ended after being cancelled.
    ///
    /// - Parameters:
    ///   - work: what is done; it looks at `Task.isCancelled`.
    ///   - notice: hears of the signal, from another thread.
    /// - Returns: what came of it, and the signal that cancelled it, if one did.
    /// - Throws: `ServerError`, if no thread can be had to wait for signals.
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
        // Where no signal comes, it waits until the process ends.
        thread.detach()
        let value = await task.value
        let number = arrived.number.load(ordering: .sequentiallyConsistent)
        return (value, number == 0 ? nil : number)
    }
}

/// The signal that came; 0 for none.
private final class ArrivedSignal: Sendable {
    let number = Atomic<Int32>(0)
}
