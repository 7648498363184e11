/// A tenant's clock as a Swift `Clock`: a client that sleeps by it need not wait.
///
/// Give it to the code under test wherever that takes a clock. Three hours of polling pass in a millisecond.
public struct SimulatedClock: Clock {
    /// Its instants.
    public typealias Instant = ClockInstant

    /// What a sleep does while the clock stands, be it manual or scripted.
    public enum Mode: Sendable {
        /// It moves the clock forward to its end, and with it everything that falls due until then.
        ///
        /// For one client at a time: of several that sleep at once, each would move the clock for all.
        case advancing
        /// It waits until someone else has moved the clock that far.
        case following
    }

    /// What a sleep does while the clock stands.
    public let mode: Mode
    private let sandbox: TenantRuntime

    init(_ sandbox: TenantRuntime, mode: Mode) {
        self.sandbox = sandbox
        self.mode = mode
    }

    /// The present instant.
    public var now: ClockInstant {
        sandbox.withState { state, _ in state.clock.readExactly() }
    }

    /// The smallest step of the clock.
    public var minimumResolution: Duration { .nanoseconds(1) }

    /// Sleeps until an instant of this clock.
    ///
    /// While the clock follows the machine's, at whatever speed, this takes the real time that is left. The tolerance
    /// does not matter. A deadline past the clock's last instant never comes.
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

    /// Waits until the clock has come there, runs where it stood or stands where it ran, or the task is cancelled.
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

    /// Lets real time pass, unless the clock is moved or stopped meanwhile.
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
