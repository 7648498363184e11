import Dispatch
import InsightsSimulator
import Synchronization

/// Lets happen in real time what happens by itself: it sleeps until something is due, or until it is woken.
final class Background: Sendable {
    private let simulator: Simulator
    private let wakeUp = DispatchSemaphore(value: 0)
    /// Sends callbacks, those of each tenant one after the other, so that a slow receiver holds up no other tenant's.
    private let senders = DispatchQueue(label: "callbacks", attributes: .concurrent)
    private let work = DispatchGroup()
    private let isStarted = Atomic(false)
    private let isStopped = Atomic(false)

    /// A machine that was asleep, or whose clock was set, is noticed after this long at the latest.
    private static let longestSleep = 60.0
    /// A receiver of callbacks may take that long, and one of each tenant is under way at a time.
    private static let patience = SocketCallbackSender.timeout + .seconds(1)

    init(_ simulator: Simulator) {
        self.simulator = simulator
    }

    func start() {
        isStarted.store(true, ordering: .releasing)
        DispatchQueue(label: "background").async(group: work) { [self] in
            simulator.runInBackground { [wakeUp] in wakeUp.signal() }
            while !isStopped.load(ordering: .acquiring) {
                simulator.settle { senders.async(group: work, execute: $0) }
                let rest = simulator.timeUntilNextDue.map { $0 / .seconds(1) } ?? Self.longestSleep
                guard wakeUp.wait(timeout: .now() + min(rest, Self.longestSleep)) == .success else { continue }
                // Woken several times, it need look once.
                while wakeUp.wait(timeout: .now()) == .success {}
            }
        }
    }

    /// Ends it, and returns once what it is doing is done, or will not be for long.
    func stop() {
        guard isStarted.load(ordering: .acquiring), !isStopped.exchange(true, ordering: .acquiringAndReleasing) else {
            return
        }
        wakeUp.signal()
        _ = work.wait(timeout: .now() + Self.patience / .seconds(1))
    }
}
