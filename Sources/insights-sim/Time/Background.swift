import Dispatch
import InsightsSimulator
import Synchronization

/// Lets happen in real time what happens by itself: it sleeps until something is due, or until it is woken.
final class Background: Sendable {
    private let simulator: Simulator
    private let wakeUp = DispatchSemaphore(value: 0)
    private let isStopped = Atomic(false)

    /// A machine that was asleep, or whose clock was set, is noticed after this long at the latest.
    private static let longestSleep = 60.0

    init(_ simulator: Simulator) {
        self.simulator = simulator
    }

    func start() {
        DispatchQueue(label: "background").async { [self] in
            simulator.runInBackground { [wakeUp] in wakeUp.signal() }
            while !isStopped.load(ordering: .acquiring) {
                simulator.settle()
                let rest = simulator.timeUntilNextDue.map { $0 / .seconds(1) } ?? Self.longestSleep
                guard wakeUp.wait(timeout: .now() + min(rest, Self.longestSleep)) == .success else { continue }
                // Woken several times, it need look once.
                while wakeUp.wait(timeout: .now()) == .success {}
            }
        }
    }

    /// Ends it once what it is doing is done.
    func stop() {
        isStopped.store(true, ordering: .releasing)
        wakeUp.signal()
    }
}
