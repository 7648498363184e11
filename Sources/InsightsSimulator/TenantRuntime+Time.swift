import InsightsQuery
import InsightsTime

extension TenantRuntime {
    /// What someone who waits for the schedule must know: it is told when this changes.
    struct ScheduleSnapshot: Sendable, Equatable {
        var nextDue: Timestamp?
        var mode = SimulatorClock.Mode.manual
        var speed: Int?
        var isDelivering = false
    }

    /// What a change of the state means to others.
    struct StateChanges: Sendable {
        let instant: ClockInstant
        let hasChangedOutlook: Bool
        let hasChangedMode: Bool
        let hasDueCallbacks: Bool
        /// The faults that have befallen runs and callbacks.
        let faults: [LifecycleFault]
    }

    /// Tells others what has changed; never under the lock.
    func notifyObservers(_ news: StateChanges) {
        for fault in news.faults { journal.note(.faultFired(fault.fired, subject: fault.subject), at: fault.time) }
        if news.hasDueCallbacks { office.callbacksBecameDue(of: self) }
        if news.hasChangedOutlook { office.scheduleDidChange() }
        if news.hasChangedMode { sleepers.wakeAll() } else { sleepers.wake(at: news.instant) }
    }

    // MARK: Moving the clock

    /// Moves the clock to where the closure says, lets everything happen that falls due, and returns when that is done.
    ///
    /// The closure gets the present instant; nothing comes between. False, and no change, if it names no instant, or
    /// one that is past or after the clock's last. Callbacks that fall due are sent on the way, one after the other,
    /// while the clock stands at the instant of each; those that somebody else is sending already are waited for, for
    /// a while, before it moves.
    @discardableResult
    func advance(_ target: (Timestamp) -> Timestamp?) -> Bool {
        advanceExactly { now in
            target(now.timestamp).map { $0 == now.timestamp ? now : ClockInstant($0) }
        }
    }

    /// Moves the clock, to the nanosecond.
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
            case .begun(let target, let resetCount, let first):
                if let first {
                    deliver(first, as: .clockAdvance, since: resetCount) { $0.step(to: target, settings: settings) }
                }
                journal.note(.clockMoved(target.timestamp), at: target.timestamp)
                return true
            }
        }
    }

    /// How a move of the clock begins.
    private enum AdvanceStart {
        case impossible
        case mustWait(DeliveryWait)
        case begun(target: ClockInstant, resetCount: Int, first: CallbackDelivery?)
    }

    private func begin(movingTo target: (ClockInstant) -> ClockInstant?, waitingBy wait: DeliveryWait?) -> AdvanceStart
    {
        withState { state, _ in
            let now = state.clock.readExactly()
            guard let target = target(now), target >= now, target <= ClockInstant.last else { return .impossible }
            // What somebody else is sending was due before the clock moves, and is over before it does.
            if let wait, state.deliverers.add(wait) { return .mustWait(wait) }
            state.clock.makeManual()
            // The first step comes at once: were the state open in between, two that advance could start at one instant.
            let first = state.step(to: target, settings: settings)
            if first != nil { state.deliverers.begin(.clockAdvance) }
            return .begun(target: target, resetCount: resetCount, first: first)
        }
    }

    // MARK: Callbacks

    /// Sends the callbacks that are due, unless someone is sending them already.
    func deliverDueCallbacks() {
        dequeueDueCallbacks()?()
    }

    /// The work of sending the callbacks that are due, which must then be done; nil if there are none, or someone is
    /// sending them already.
    func dequeueDueCallbacks() -> (@Sendable () -> Void)? {
        let start: (resetCount: Int, first: CallbackDelivery)? = withState { state, now in
            guard !office.isClosed, state.deliverers.isEmpty,
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
            deliver(start.first, as: .background, since: start.resetCount) { [office] in
                office.isClosed ? nil : $0.service.callbacks.dequeueDue(at: $0.clock.instant.timestamp)
            }
        }
    }

    /// Sends callbacks as long as the closure has a next one; the state is open to others meanwhile.
    ///
    /// After a reset, or once the tenant is gone, none is sent any more.
    private func deliver(
        _ first: CallbackDelivery, as role: DeliveryOwnership.Role, since resetCount: Int,
        next: (inout State) -> CallbackDelivery?
    ) {
        var waiting: CallbackDelivery? = first
        while let delivery = waiting {
            guard case .go(let fault) = begin(delivery, since: resetCount) else { return }
            let outcome = fault ?? office.send(delivery, hosts: settings.callbackTargets)
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

    /// Whether a callback is still to be sent.
    private enum DeliveryDecision {
        /// What becomes of it instead, if a fault befalls it.
        case go(CallbackOutcome?)
        case gone
    }

    private func begin(_ delivery: CallbackDelivery, since resetCount: Int) -> DeliveryDecision {
        withState { state, now in
            guard self.resetCount == resetCount else { return .gone }
            guard case .failedCallback(let status) = state.service.failedCallback(delivery, at: now)?.fault else {
                return .go(nil)
            }
            return .go(status.map(CallbackOutcome.answered) ?? .failed("a fault: no answer"))
        }
    }

    /// When something happens next, and how long the machine takes to bring the clock there.
    ///
    /// Nil if nothing does, or if nothing but a call brings it about.
    var timeUntilNextDue: Duration? {
        withState { state, now in
            guard state.deliverers.isEmpty, let due = state.service.nextDue else { return nil }
            return due <= now ? .zero : state.clock.realTime(until: ClockInstant(due))
        }
    }
}

extension TenantRuntime.State {
    /// Lets time pass to where a callback falls due, and takes that; nil once the clock has come to the target.
    fileprivate mutating func step(to target: ClockInstant, settings: Settings) -> CallbackDelivery? {
        // Someone else may have moved the clock further, or let it run again.
        guard clock.mode == .manual, clock.instant <= target else { return nil }
        service.processEvents(until: target.timestamp, settings: settings, stopsForCallbacks: true)
        if let due = service.callbacks.nextDue, due <= target.timestamp {
            clock.advance(to: max(clock.instant, ClockInstant(due)))
            return service.callbacks.dequeueDue(at: due)
        }
        clock.advance(to: target)
        return nil
    }

    /// What has changed for others since this was asked last.
    mutating func drainChanges() -> TenantRuntime.StateChanges {
        let next = TenantRuntime.ScheduleSnapshot(
            nextDue: service.nextDue, mode: clock.mode, speed: clock.speed, isDelivering: !deliverers.isEmpty)
        defer { outlook = next }
        let faults = service.firedFaults
        if !faults.isEmpty { service.firedFaults = [] }
        let due = service.callbacks.nextDue
        return TenantRuntime.StateChanges(
            instant: clock.instant, hasChangedOutlook: next != outlook,
            hasChangedMode: next.mode != outlook.mode || next.speed != outlook.speed,
            hasDueCallbacks: deliverers.isEmpty && due.map { $0 <= clock.instant.timestamp } ?? false,
            faults: faults)
    }
}
