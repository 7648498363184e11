import InsightsReports
import InsightsTime
import Synchronization

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
        note(changes.faults)
        if changes.hasDueCallbacks { dispatcher.callbacksBecameDue(of: self) }
        if changes.hasChangedSchedule { dispatcher.scheduleDidChange() }
        if changes.hasChangedMode { sleepers.wakeAll() } else { sleepers.wake(at: changes.instant) }
    }

    func note(_ faults: [LifecycleFault]) {
        for fault in faults { journal.note(.faultFired(fault.fired, subject: fault.subject), at: fault.time) }
    }

    // MARK: Without waiting

    /// Whether many events are being processed, so that an event loop must not wait for the state.
    var isBusy: Bool { busy.load(ordering: .relaxed) > 0 }

    /// The current instant for a response that must not wait; if another thread has the state, the last one read.
    var instantWithoutWaiting: Timestamp {
        let read = withStateIfFree { state in
            let now = state.clock.read()
            state.service.processEvents(until: now, settings: settings, limit: pacing.eventsPerSlice)
            published.publish(state)
            return (now, state.drainChanges())
        }
        guard let (now, changes) = read else { return published.instant }
        notifyObservers(changes)
        return now
    }

    /// Moves the clock forward by whole seconds; returns false for a negative duration, and past the last instant.
    func advance(by duration: Duration) -> Bool {
        guard duration >= .zero, duration < .seconds(Self.longestAdvance) else { return false }
        return advance { $0.adding(seconds: duration.wholeSeconds) }
    }

    /// More seconds than there are between the first and the last instant of a clock.
    private static let longestAdvance = 10_000_000_000

    /// The real time until the next event.
    ///
    /// Nil if there is none, or if only a call can cause it.
    var timeUntilNextDue: Duration? {
        guard !isBusy else { return nil }
        return withState { state, now in
            guard state.deliverers.isEmpty, let due = state.service.nextDue else { return nil }
            return due <= now ? .zero : state.clock.realTime(until: ClockInstant(due))
        }
    }
}

extension TenantRuntime.State {
    /// Returns the faults that fired since the last call.
    mutating func drainFaults() -> [LifecycleFault] {
        let faults = service.firedFaults
        if !faults.isEmpty { service.firedFaults = [] }
        return faults
    }

    /// Returns the changes since the last call that are relevant to observers.
    mutating func drainChanges() -> TenantRuntime.StateChanges {
        let next = TenantRuntime.ScheduleSnapshot(
            nextDue: service.nextDue, mode: clock.mode, speed: clock.speed, isDelivering: !deliverers.isEmpty)
        defer { scheduleSnapshot = next }
        let faults = drainFaults()
        let due = service.callbacks.nextDue
        return TenantRuntime.StateChanges(
            instant: clock.instant, hasChangedSchedule: next != scheduleSnapshot,
            hasChangedMode: next.mode != scheduleSnapshot.mode || next.speed != scheduleSnapshot.speed,
            hasDueCallbacks: deliverers.isEmpty && due.map { $0 <= clock.instant.timestamp } ?? false,
            faults: faults)
    }
}
