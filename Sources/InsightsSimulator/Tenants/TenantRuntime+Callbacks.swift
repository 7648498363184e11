import InsightsReports
import InsightsTime

/// The sending of callbacks.
extension TenantRuntime {
    /// Sends the due callbacks, unless another caller is already sending them.
    func deliverDueCallbacks() {
        dequeueDueCallbacks()?()
    }

    /// Returns a closure that sends the due callbacks and must be called; nil if there are none, or if another caller
    /// is already sending them.
    func dequeueDueCallbacks() -> (@Sendable () -> Void)? {
        // The thread that is processing many events reports what becomes due.
        guard !isBusy else { return nil }
        guard hasFewDueEvents else { return { [self] in dequeueCallbacks()?() } }
        return dequeueCallbacks()
    }

    private func dequeueCallbacks() -> (@Sendable () -> Void)? {
        let start: (resetCount: Int, first: CallbackDelivery)? = withState { state, now in
            guard !dispatcher.isClosed, state.deliverers.isEmpty,
                let first = state.service.callbacks.dequeueDue(at: now)
            else { return nil }
            state.deliverers.begin(.background)
            return (resetCount, first)
        }
        guard let start else { return nil }
        return { [self] in
            withState { state, _ in
                if resetCount == start.resetCount { state.deliverers.markCurrentThread() }
            }
            deliver(start.first, since: start.resetCount) { [dispatcher] in
                dispatcher.isClosed ? nil : $0.service.callbacks.dequeueDue(at: $0.clock.instant.timestamp)
            }
        }
    }

    /// Sends callbacks while the closure returns a next one, without holding the lock.
    ///
    /// After a reset, or after the deletion of the tenant, no further ones are sent.
    private func deliver(
        _ first: CallbackDelivery, since resetCount: Int, next: (inout State) -> CallbackDelivery?
    ) {
        var waiting: CallbackDelivery? = first
        while let delivery = waiting {
            guard case .send(let fault) = begin(delivery, since: resetCount) else { return }
            let outcome = fault ?? dispatcher.send(delivery, settings: settings)
            waiting = withState { state, now in
                guard self.resetCount == resetCount else { return nil }
                state.service.record(outcome, of: delivery, at: now, settings: settings)
                journal.note(.callback(delivery, outcome, isFault: fault != nil), at: now)
                if let following = next(&state) { return following }
                state.deliverers.end(.background)
                return nil
            }
        }
    }

    /// The decision about a due callback.
    enum DeliveryDecision {
        /// The callback is sent; a value is the outcome that a fault imposes instead.
        case send(CallbackOutcome?)
        case discard
    }

    func begin(_ delivery: CallbackDelivery, since resetCount: Int) -> DeliveryDecision {
        // After the end of the process it is known which callbacks were under way, so that none is sent twice more.
        _ = saver?.wait(for: self)
        return withState { state, now in
            guard self.resetCount == resetCount else { return .discard }
            guard case .failedCallback(let status) = state.service.failedCallback(delivery, at: now)?.fault else {
                return .send(nil)
            }
            return .send(status.map(CallbackOutcome.responded) ?? .failed("a fault: no response"))
        }
    }
}
