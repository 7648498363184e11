import InsightsReports
import InsightsTime
import Synchronization

/// The moves of the clock, in slices.
extension TenantRuntime {
    /// Moves the clock to the instant that the closure returns, and returns after all due events have been processed.
    ///
    /// The closure gets the current instant, and no other change happens in between. Returns false, without a change,
    /// if the closure returns nil, or an instant before the current one or after the clock's last. Returns false too if
    /// the move is cancelled on the way.
    ///
    /// Due callbacks are sent on the way, one after another, while the clock is at the instant of each. Callbacks that
    /// another caller is already sending are awaited before the clock moves, up to a limit.
    @discardableResult
    func advance(_ target: (Timestamp) -> Timestamp?) -> Bool {
        move(target, since: clockMoves.cancellations) == .arrived
    }

    /// Moves the clock, and returns how that ended; `cancellations` is their number when the move was requested.
    func move(_ target: (Timestamp) -> Timestamp?, since cancellations: Int) -> ClockMove.Outcome {
        moveExactly(since: cancellations) { now in
            target(now.timestamp).map { $0 == now.timestamp ? now : ClockInstant($0) }
        }
    }

    /// Moves the clock with nanosecond precision.
    @discardableResult
    func advanceExactly(_ target: (ClockInstant) -> ClockInstant?) -> Bool {
        moveExactly(since: clockMoves.cancellations, target) == .arrived
    }

    private func moveExactly(
        since cancellations: Int, _ target: (ClockInstant) -> ClockInstant?
    ) -> ClockMove.Outcome {
        var wait: DeliveryWait? = DeliveryWait()
        while true {
            guard clockMoves.cancellations == cancellations, !dispatcher.hasEndedMoves else {
                return .cancelled(at: published.instant)
            }
            switch begin(movingTo: target, waitingBy: wait) {
            case .impossible: return .impossible
            case .mustWait(let pending):
                guard !pending.wait() else { continue }
                withState { state, _ in state.deliverers.remove(pending) }
                wait = nil
            case .mustTakeTurn(let turn): turn.wait()
            case .started(let move, let step): return run(move, from: step)
            }
        }
    }

    /// The start of a clock advance.
    private enum AdvanceStart {
        case impossible
        case mustWait(DeliveryWait)
        case mustTakeTurn(MoveTurn)
        case started(ClockMove, State.Step)
    }

    private func begin(movingTo target: (ClockInstant) -> ClockInstant?, waitingBy wait: DeliveryWait?) -> AdvanceStart
    {
        withState { state, _ in
            let now = state.clock.readExactly()
            guard let target = target(now), target >= now, target <= ClockInstant.last else { return .impossible }
            // A move in the middle of its events must end them first, so that both count from its end.
            if state.isProcessing { return .mustTakeTurn(state.takeTurn()) }
            // Callbacks that another caller is sending were due before the advance, so they must end before it.
            if let wait, state.deliverers.add(wait) { return .mustWait(wait) }
            state.clock.makeManual()
            let move = ClockMove(from: now, to: target, since: resetCount)
            // Take the first step under the same lock: otherwise two advances could start from the same instant.
            let step = state.step(to: target, settings: settings, limit: pacing.eventsPerSlice)
            guard step != .arrived else { return .started(move, step) }
            state.isProcessing = step == .more
            state.deliverers.begin(.clockAdvance)
            clockMoves.add(move)
            return .started(move, step)
        }
    }

    /// Takes the steps of a clock move until it arrives, or is cancelled.
    private func run(_ move: ClockMove, from first: State.Step) -> ClockMove.Outcome {
        var step = first
        while step != .arrived {
            switch step {
            case .arrived: break
            case .more: step = processSlices(of: move)
            case .callback(let delivery): step = deliver(delivery, of: move)
            }
        }
        if first != .arrived { clockMoves.remove(move) }
        guard move.isCancelled else {
            journal.note(.clockMoved(move.target.timestamp), at: move.target.timestamp)
            return .arrived
        }
        let now = published.instant
        if resetCount == move.resetCount { journal.note(.clockMoved(now), at: now) }
        return .cancelled(at: now)
    }

    /// Sends a callback of a clock move and takes the next step.
    private func deliver(_ delivery: CallbackDelivery, of move: ClockMove) -> State.Step {
        guard case .send(let fault) = begin(delivery, since: move.resetCount) else { return .arrived }
        let outcome = fault ?? dispatcher.send(delivery, settings: settings)
        var isRecorded = false
        while true {
            let next: (step: State.Step, turn: MoveTurn?) = withState { [isRecorded] state, now in
                guard resetCount == move.resetCount else { return (.arrived, nil) }
                if !isRecorded {
                    state.service.record(outcome, of: delivery, at: now, settings: settings)
                    journal.note(.callback(delivery, outcome, isFault: fault != nil), at: now)
                }
                // The receiver may have moved the clock itself.
                if state.isProcessing { return (.more, state.takeTurn()) }
                return (nextStep(&state, of: move), nil)
            }
            guard let turn = next.turn else { return next.step }
            isRecorded = true
            turn.wait()
        }
    }

    /// Takes a step of a clock move, and gives up the right to deliver callbacks with the last one.
    private func nextStep(_ state: inout State, of move: ClockMove) -> State.Step {
        if dispatcher.hasEndedMoves { move.cancel() }
        let step =
            move.isCancelled
            ? State.Step.arrived : state.step(to: move.target, settings: settings, limit: pacing.eventsPerSlice)
        if step == .arrived { state.deliverers.end(.clockAdvance) }
        if step == .more { state.isProcessing = true } else if state.isProcessing { state.endProcessing() }
        return step
    }

    /// Processes the events of a clock move until a callback is due or it arrives.
    ///
    /// Between slices others get the lock. They see the clock at the instant of the last event.
    private func processSlices(of move: ClockMove) -> State.Step {
        busy.add(1, ordering: .sequentiallyConsistent)
        defer { busy.subtract(1, ordering: .sequentiallyConsistent) }
        var step = State.Step.more
        while step == .more {
            letOthersIn()
            let slice: (step: State.Step, end: SliceEnd) = locked { state in
                pacing.onSlice?()
                // A reset has begun with another state.
                guard resetCount == move.resetCount else { return (.arrived, .last(state.drainChanges())) }
                let step = nextStep(&state, of: move)
                published.publish(state)
                return (step, step == .more ? .between(state.drainFaults()) : .last(state.drainChanges()))
            }
            step = slice.step
            note(slice.end)
        }
        return step
    }

    /// Processes the events that are due now, in slices.
    func catchUp() {
        busy.add(1, ordering: .sequentiallyConsistent)
        defer { busy.subtract(1, ordering: .sequentiallyConsistent) }
        let (goal, resetCount) = locked { state in (state.clock.read(), self.resetCount) }
        var isDone = false
        while !isDone {
            letOthersIn()
            let slice: (isDone: Bool, end: SliceEnd) = locked { state in
                pacing.onSlice?()
                guard self.resetCount == resetCount, !dispatcher.hasEndedMoves else {
                    return (true, .last(state.drainChanges()))
                }
                let progress = state.service.processEvents(
                    until: goal, settings: settings, limit: pacing.eventsPerSlice)
                guard progress == .done else { return (false, .between(state.drainFaults())) }
                return (true, .last(state.drainChanges()))
            }
            isDone = slice.isDone
            note(slice.end)
        }
    }

    /// What observers learn after a slice.
    private enum SliceEnd: Sendable {
        /// Only the faults: the background and sleepers need not look at each slice.
        case between([LifecycleFault])
        case last(StateChanges)
    }

    private func note(_ end: SliceEnd) {
        switch end {
        case .between(let faults): note(faults)
        case .last(let changes): notifyObservers(changes)
        }
    }

    /// Lets threads that wait for the state have it, for a short time: a lock alone may go to the same thread again.
    private func letOthersIn() {
        var rounds = 0
        while waiters.load(ordering: .relaxed) > 0, rounds < EventPacing.roundsForOthers {
            rounds += 1
            EventPacing.pause()
        }
    }
}

extension TenantRuntime.State {
    /// The end of a step of a clock move.
    enum Step: Sendable, Equatable {
        /// More events are due on the way; the clock shows the instant of the last one processed.
        case more
        /// A callback is due, and the clock shows its instant.
        case callback(CallbackDelivery)
        /// The clock has reached the target, or another caller has taken it over.
        case arrived
    }

    /// Advances towards a target, to the next due callback or through at most `limit` events.
    fileprivate mutating func step(to target: ClockInstant, settings: Settings, limit: Int) -> Step {
        // Another caller may have advanced the clock further, or made it run again.
        guard clock.mode == .manual, clock.instant <= target else { return .arrived }
        let progress = service.processEvents(
            until: target.timestamp, settings: settings, stopsForCallbacks: true, limit: limit)
        if case .more(let reached) = progress {
            clock.advance(to: max(clock.instant, ClockInstant(reached)))
            return .more
        }
        if let due = service.callbacks.nextDue, due <= target.timestamp,
            let delivery = service.callbacks.dequeueDue(at: due)
        {
            clock.advance(to: max(clock.instant, ClockInstant(due)))
            return .callback(delivery)
        }
        clock.advance(to: target)
        return .arrived
    }

    /// Returns a wait until the move in the middle of its events has ended them.
    fileprivate mutating func takeTurn() -> MoveTurn {
        let turn = MoveTurn()
        turns.append(turn)
        return turn
    }

    /// Records that no clock move is in the middle of its events.
    fileprivate mutating func endProcessing() {
        isProcessing = false
        for turn in turns { turn.come() }
        turns = []
    }
}
