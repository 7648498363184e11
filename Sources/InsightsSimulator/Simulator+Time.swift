import InsightsQuery
public import InsightsTime

/// Time and callbacks of the default tenant, and what a background needs to serve all tenants in real time.
extension Simulator {
    /// The default tenant's clock as a Swift `Clock`, for the sleeps of a client.
    public func clock(_ mode: SimulatedClock.Mode) -> SimulatedClock {
        SimulatedClock(directory.standard, mode: mode)
    }

    /// What became of the default tenant's callbacks, the oldest first; a thousand at most are kept.
    public var callbacks: [CallbackRecord] {
        _ = now
        callbackOffice.sendWaiting()
        return directory.standard.withState { state, _ in state.service.callbacks.records }
    }

    /// The instant at which something happens next for the default tenant: a slot, a run's end, a callback.
    public var nextDue: Timestamp? {
        directory.standard.withState { state, _ in state.service.nextDue }
    }

    // MARK: In the background

    /// Leaves what happens by itself to a background, which the closure wakes whenever there may be something to do.
    ///
    /// The background then calls `processEvents()`, and again after `timeUntilNextDue` or when it is woken. Without one,
    /// everything that is due happens when the simulator is called next, which no caller can tell apart; only callbacks
    /// are sent no earlier.
    public func runInBackground(wake: @escaping @Sendable () -> Void) {
        callbackOffice.runInBackground(wake: wake)
    }

    /// Ends what a background does: those callbacks that are under way are the last.
    public func endBackground() {
        callbackOffice.endBackground()
    }

    /// Lets everything happen that is due at every tenant, callbacks included.
    public func processEvents() {
        processEvents { $0() }
    }

    /// Lets everything happen that is due at every tenant; `run` is given the sending of each tenant's callbacks, which
    /// waits for their receivers, and does it on whichever thread.
    public func processEvents(run: (@escaping @Sendable () -> Void) -> Void) {
        for sandbox in directory.all {
            if let sending = sandbox.dequeueDueCallbacks() { run(sending) }
        }
    }

    /// In how much real time something happens next at any tenant; nil if only a call can bring it about.
    public var timeUntilNextDue: Duration? {
        directory.all.compactMap(\.timeUntilNextDue).min()
    }
}
