import InsightsServer

extension TerminationSignals {
    /// Waits for a signal on a separate thread, and returns its number.
    ///
    /// The threads of tasks stay free: contracts of the console run on them.
    func arrival() async -> Int {
        await withCheckedContinuation { continuation in
            let wait: @Sendable () -> Void = { continuation.resume(returning: waitForTermination()) }
            do throws(ServerError) {
                try NativeThread(named: "signals", wait).detach()
            } catch {
                wait()
            }
        }
    }
}
