import InsightsQuery
import InsightsReports
public import InsightsTime

/// The time and the callbacks of the default tenant, and the interface of a background for all tenants.
extension Simulator {
    /// Returns the default tenant's clock as a Swift `Clock`, for the sleeps of a client.
    public func clock(_ mode: SimulatedClock.Mode) -> SimulatedClock {
        SimulatedClock(directory.standard, mode: mode)
    }

    /// The outcomes of the default tenant's callbacks, oldest first; at most a thousand are kept.
    public var callbacks: [CallbackRecord] {
        _ = now
        callbackDispatcher.sendWaiting()
        return directory.standard.withState { state, _ in state.service.callbacks.records }
    }

    /// The instant of the default tenant's next event: a slot, the end of an execution, or a callback; nil if there is
    /// none.
    public var nextDue: Timestamp? {
        directory.standard.withState { state, _ in state.service.nextDue }
    }

    // MARK: Background
    /// Delegates time-based events to a background, which the closure wakes when there may be work.
    ///
    /// The background then calls `processEvents()`, and repeats it after `timeUntilNextDue` or when it is woken.
    /// Without one, all due events are processed at the next call of the simulator. Callers cannot tell the difference,
    /// except that callbacks are sent later.
    public func runInBackground(wake: @escaping @Sendable () -> Void) {
        callbackDispatcher.runInBackground(wake: wake)
    }

    /// Stops the background; callbacks in progress are the last ones.
    public func endBackground() {
        callbackDispatcher.endBackground()
    }

    /// Ends all clock moves where they are, and lets none begin; for the end of a server.
    public func endClockMoves() {
        callbackDispatcher.endMoves()
    }

    /// The default tenant's time for a `Date` field of a server, which must not wait for a clock move.
    public var dateWithoutWaiting: Timestamp { directory.standard.instantWithoutWaiting }

    /// Processes all due events of all tenants, including callbacks.
    public func processEvents() {
        processEvents { $0() }
    }

    /// Processes all due events of all tenants.
    ///
    /// `run` receives a closure that sends a tenant's callbacks and waits for their receivers; it may execute it on any
    /// thread.
    public func processEvents(run: (@escaping @Sendable () -> Void) -> Void) {
        for sandbox in directory.all {
            if let sending = sandbox.dequeueDueCallbacks() { run(sending) }
        }
    }

    /// The real time until the next event of any tenant; nil if only a call can cause one.
    public var timeUntilNextDue: Duration? {
        directory.all.compactMap(\.timeUntilNextDue).min()
    }
}
