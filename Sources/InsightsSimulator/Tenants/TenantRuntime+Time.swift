import InsightsQuery
import InsightsReports
import InsightsTime

extension TenantRuntime {
    /// The facts on which waiting for the schedule depends; observers are notified when one changes.
    struct ScheduleSnapshot: Sendable, Equatable {
        var nextDue: Timestamp?
        var mode = SimulatorClock.Mode.manual
        var speed: Int?
        var isDelivering = false
    }

    /// The work to do outside the lock after a state change.
    struct StateChanges: Sendable {
        let instant: ClockInstant
        let hasChangedSchedule: Bool
        let hasChangedMode: Bool
        let hasDueCallbacks: Bool
        /// The faults that applied to executions and callbacks.
        let faults: [LifecycleFault]
    }

    /// Notifies observers of changes; must not be called under the lock.
    func notifyObservers(_ changes: StateChanges) {
        for fault in changes.faults { journal.note(.faultFired(fault.fired, subject: fault.subject), at: fault.time) }
        if changes.hasDueCallbacks { dispatcher.callbacksBecameDue(of: self) }
        if changes.hasChangedSchedule { dispatcher.scheduleDidChange() }
        if changes.hasChangedMode { sleepers.wakeAll() } else { sleepers.wake(at: changes.instant) }
    }

    // MARK: Clock

    /// Moves the clock to the instant that the closure returns, and returns after all due events have been processed.
    ///
    /// The closure gets the current instant, and no other change happens in between. Returns false, without a change,
    /// if the closure returns nil, or an instant before the current one or after the clock's last.
    ///
    /// Due callbacks are sent on the way, one after another, while the clock is at the instant of each. Callbacks that
    /// another caller is already sending are awaited before the clock moves, up to a limit.
    @discardableResult
    func advance(_ target: (Timestamp) -> Timestamp?) -> Bool {
        advanceExactly { now in
            target(now.timestamp).map { $0 == now.timestamp ? now : ClockInstant($0) }
        }
    }

    /// Moves the clock with nanosecond precision.
    @discardableResult
    func advanceExactly(_ target: (ClockInstant) -> ClockInstant?) -> Bool {
        var wait: DeliveryWait? = DeliveryWait()
        while true {
            switch begin(movingTo: target, waitingBy: wait) {
            case .impossible: return false
            case .mustWait(let pending):
                guard !pending.wait() else { continue }
                withState { state, _ in state.deliverers.remove(pending) }
                wait = nil
            case .started(let target, let resetCount, let first):
                if let first {
                    deliver(first, as: .clockAdvance, since: resetCount) { $0.step(to: target, settings: settings) }
                }
                journal.note(.clockMoved(target.timestamp), at: target.timestamp)
                return true
            }
        }
    }

    /// The start of a clock advance.
    private enum AdvanceStart {
        case impossible
        case mustWait(DeliveryWait)
        case started(target: ClockInstant, resetCount: Int, first: CallbackDelivery?)
    }

    private func begin(movingTo target: (ClockInstant) -> ClockInstant?, waitingBy wait: DeliveryWait?) -> AdvanceStart
    {
        withState { state, _ in
            let now = state.clock.readExactly()
            guard let target = target(now), target >= now, target <= ClockInstant.last else { return .impossible }
            // Callbacks that another caller is sending were due before the advance, so they must end before it.
            if let wait, state.deliverers.add(wait) { return .mustWait(wait) }
            state.clock.makeManual()
            // Take the first step under the same lock: otherwise two advances could start from the same instant.
            let first = state.step(to: target, settings: settings)
            if first != nil { state.deliverers.begin(.clockAdvance) }
            return .started(target: target, resetCount: resetCount, first: first)
        }
    }

    // MARK: Callbacks

    /// Sends the due callbacks, unless another caller is already sending them.
    func deliverDueCallbacks() {
        dequeueDueCallbacks()?()
    }

    /// Returns a closure that sends the due callbacks and must be called; nil if there are none, or if another caller
    /// is already sending them.
    func dequeueDueCallbacks() -> (@Sendable () -> Void)? {
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
            deliver(start.first, as: .background, since: start.resetCount) { [dispatcher] in
                dispatcher.isClosed ? nil : $0.service.callbacks.dequeueDue(at: $0.clock.instant.timestamp)
            }
        }
    }

    /// Sends callbacks while the closure returns a next one, without holding the lock.
    ///
    /// After a reset, or after the deletion of the tenant, no further ones are sent.
    private func deliver(
        _ first: CallbackDelivery, as role: DeliveryOwnership.Role, since resetCount: Int,
        next: (inout State) -> CallbackDelivery?
    ) {
        var waiting: CallbackDelivery? = first
        while let delivery = waiting {
            guard case .send(let fault) = begin(delivery, since: resetCount) else { return }
            let outcome = fault ?? dispatcher.send(delivery, hosts: settings.callbackTargets)
            waiting = withState { state, now in
                guard self.resetCount == resetCount else { return nil }
                state.service.record(outcome, of: delivery, at: now, settings: settings)
                journal.note(.callback(delivery, outcome, isFault: fault != nil), at: now)
                if let following = next(&state) { return following }
                state.deliverers.end(role)
                return nil
            }
        }
    }

    /// The decision about a due callback.
    private enum DeliveryDecision {
        /// The callback is sent; a value is the outcome that a fault imposes instead.
        case send(CallbackOutcome?)
        case discard
    }

    private func begin(_ delivery: CallbackDelivery, since resetCount: Int) -> DeliveryDecision {
        withState { state, now in
            guard self.resetCount == resetCount else { return .discard }
            guard case .failedCallback(let status) = state.service.failedCallback(delivery, at: now)?.fault else {
                return .send(nil)
            }
            return .send(status.map(CallbackOutcome.responded) ?? .failed("a fault: no response"))
        }
    }

    /// The real time until the next event.
    ///
    /// Nil if there is none, or if only a call can cause it.
    var timeUntilNextDue: Duration? {
        withState { state, now in
            guard state.deliverers.isEmpty, let due = state.service.nextDue else { return nil }
            return due <= now ? .zero : state.clock.realTime(until: ClockInstant(due))
        }
    }
}

extension TenantRuntime.State {
    /// Advances to the next due callback and returns it; nil once the clock has reached the target.
    fileprivate mutating func step(to target: ClockInstant, settings: Settings) -> CallbackDelivery? {
        // Another caller may have advanced the clock further, or made it run again.
        guard clock.mode == .manual, clock.instant <= target else { return nil }
        service.processEvents(until: target.timestamp, settings: settings, stopsForCallbacks: true)
        if let due = service.callbacks.nextDue, due <= target.timestamp {
            clock.advance(to: max(clock.instant, ClockInstant(due)))
            return service.callbacks.dequeueDue(at: due)
        }
        clock.advance(to: target)
        return nil
    }

    /// Returns the changes since the last call that are relevant to observers.
    mutating func drainChanges() -> TenantRuntime.StateChanges {
        let next = TenantRuntime.ScheduleSnapshot(
            nextDue: service.nextDue, mode: clock.mode, speed: clock.speed, isDelivering: !deliverers.isEmpty)
        defer { scheduleSnapshot = next }
        let faults = service.firedFaults
        if !faults.isEmpty { service.firedFaults = [] }
        let due = service.callbacks.nextDue
        return TenantRuntime.StateChanges(
            instant: clock.instant, hasChangedSchedule: next != scheduleSnapshot,
            hasChangedMode: next.mode != scheduleSnapshot.mode || next.speed != scheduleSnapshot.speed,
            hasDueCallbacks: deliverers.isEmpty && due.map { $0 <= clock.instant.timestamp } ?? false,
            faults: faults)
    }
}
