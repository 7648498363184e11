/// A tenant's clock as a Swift `Clock`, with which a client can sleep without waiting in real time.
///
/// Pass it to the code under test wherever that takes a clock. Three hours of polling take a millisecond.
public struct SimulatedClock: Clock {
    /// An instant of this clock.
    public typealias Instant = ClockInstant

    /// The effect of a sleep while the clock is manual or scripted.
    public enum Mode: Sendable {
        /// A sleep advances the clock to its deadline, with all events that are due until then.
        ///
        /// It is for one client at a time: with several sleeping tasks, each would advance the clock for all.
        case advancing
        /// A sleep waits until another caller has advanced the clock to its deadline.
        case following
    }

    /// The effect of a sleep while the clock is manual or scripted.
    public let mode: Mode
    private let sandbox: TenantRuntime

    init(_ sandbox: TenantRuntime, mode: Mode) {
        self.sandbox = sandbox
        self.mode = mode
    }

    /// The current instant.
    public var now: ClockInstant {
        sandbox.withState { state, _ in state.clock.readExactly() }
    }

    /// The resolution of the clock, one nanosecond.
    public var minimumResolution: Duration { .nanoseconds(1) }

    /// Sleeps until an instant of this clock.
    ///
    /// While the clock runs in real time, at any speed, the sleep takes the remaining real time. The tolerance is
    /// ignored. A deadline after the clock's last instant is never reached.
    ///
    /// - Throws: `CancellationError` if the task is cancelled.
    public func sleep(until deadline: ClockInstant, tolerance: Duration? = nil) async throws {
        try Task.checkCancellation()
        let sandbox = sandbox
        while now < deadline {
            if sandbox.withState({ state, _ in state.clock.realTime(until: deadline) }) != nil {
                try await sleepWhileRunning(until: deadline)
            } else if mode == .advancing, sandbox.advanceExactly({ max($0, deadline) }) {
                break
            } else {
                await wait(until: deadline, whileRunning: false)
            }
            try Task.checkCancellation()
        }
    }

    /// Waits until the clock reaches the deadline, starts or stops running, or the task is cancelled.
    private func wait(until deadline: ClockInstant, whileRunning runs: Bool) async {
        let sleepers = sandbox.sleepers
        let number = sleepers.makeNumber()
        await withTaskCancellationHandler {
            await sleepers.sleep(number, until: deadline) {
                let rest = sandbox.withState { state, _ in state.clock.realTime(until: deadline) }
                return now >= deadline || runs != (rest != nil)
            }
        } onCancel: {
            sleepers.cancel(number)
        }
        sleepers.forget(number)
    }

    /// Waits in real time, unless the clock is moved or stopped in the meantime.
    private func sleepWhileRunning(until deadline: ClockInstant) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            let sandbox = sandbox
            group.addTask {
                let rest = sandbox.withState { state, _ in state.clock.realTime(until: deadline) }
                if let rest { try await Task.sleep(for: rest) }
            }
            group.addTask { await wait(until: deadline, whileRunning: true) }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}
