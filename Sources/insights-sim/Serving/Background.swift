import Dispatch
import InsightsServer
import InsightsSimulator
import Synchronization

/// The driver of a simulator's time-based events: it sleeps until one is due, or until it is woken.
final class Background: Sendable {
    private let simulator: Simulator
    private let wakeUp = DispatchSemaphore(value: 0)
    /// The threads that send callbacks; each tenant's are sent in sequence, and a slow receiver delays no other tenant.
    private let senders: WorkerPool?
    private let ended = DispatchSemaphore(value: 0)
    private let isStarted = Atomic(false)
    private let isStopped = Atomic(false)

    /// The longest sleep in seconds, after which a suspended machine or a changed system clock is noticed.
    private static let longestSleep = 60.0
    /// The time to wait for callbacks at the end.
    ///
    /// It is shorter than the time of a receiver: container runtimes kill after ten seconds, and requests need some too.
    private static let longestWait = Duration.seconds(3)

    /// The greatest number of tenants whose callbacks are sent in parallel.
    private static let senderLimit = 64

    /// Creates a driver, which `start` starts.
    init(_ simulator: Simulator) {
        self.simulator = simulator
        senders = try? WorkerPool(named: "callbacks", threadLimit: Self.senderLimit, queueLimit: .max)
    }

    func start() {
        isStarted.store(true, ordering: .releasing)
        DispatchQueue(label: "background").async { [self] in
            simulator.runInBackground { [wakeUp] in wakeUp.signal() }
            while !isStopped.load(ordering: .acquiring) {
                simulator.processEvents { sending in
                    // If no thread is available, send the callback on this one.
                    if senders?.submit(sending) != true { sending() }
                }
                let rest = simulator.timeUntilNextDue.map { $0 / .seconds(1) } ?? Self.longestSleep
                guard wakeUp.wait(timeout: .now() + min(rest, Self.longestSleep)) == .success else { continue }
                // Several wake-ups need only one check.
                while wakeUp.wait(timeout: .now()) == .success {}
            }
            ended.signal()
        }
    }

    /// Ends the driver: no callback starts anymore, and running ones may finish within the longest wait.
    func stop() {
        guard isStarted.load(ordering: .acquiring), !isStopped.exchange(true, ordering: .acquiringAndReleasing) else {
            return
        }
        simulator.endBackground()
        wakeUp.signal()
        let deadline = ContinuousClock.now + Self.longestWait
        _ = ended.wait(timeout: .now() + Self.longestWait / .seconds(1))
        senders?.close(within: max(.zero, ContinuousClock.now.duration(to: deadline)))
    }
}
