import Dispatch
import InsightsServer
import InsightsSimulator
import Synchronization

/// Lets happen in real time what happens by itself: it sleeps until something is due, or until it is woken.
final class Background: Sendable {
    private let simulator: Simulator
    private let wakeUp = DispatchSemaphore(value: 0)
    /// Sends callbacks, those of each tenant one after the other, so that a slow receiver holds up no other tenant's.
    private let senders: WorkerPool?
    private let ended = DispatchSemaphore(value: 0)
    private let isStarted = Atomic(false)
    private let isStopped = Atomic(false)

    /// A machine that was asleep, or whose clock was set, is noticed after this long at the latest.
    private static let longestSleep = 60.0
    /// A receiver of callbacks may take that long, and one of each tenant is under way at a time.
    private static let patience = SocketCallbackSender.timeout + .seconds(1)

    /// How many tenants' callbacks are sent at a time.
    private static let senderLimit = 64

    /// Creates a background; `start` begins it.
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
                    // Where no thread can be had, it is sent here.
                    if senders?.submit(sending) != true { sending() }
                }
                let rest = simulator.timeUntilNextDue.map { $0 / .seconds(1) } ?? Self.longestSleep
                guard wakeUp.wait(timeout: .now() + min(rest, Self.longestSleep)) == .success else { continue }
                // Woken several times, it need look once.
                while wakeUp.wait(timeout: .now()) == .success {}
            }
            ended.signal()
        }
    }

    /// Ends it: no further callback is begun, and those under way are waited for as long as a receiver may take.
    func stop() {
        guard isStarted.load(ordering: .acquiring), !isStopped.exchange(true, ordering: .acquiringAndReleasing) else {
            return
        }
        simulator.endBackground()
        wakeUp.signal()
        _ = ended.wait(timeout: .now() + Self.patience / .seconds(1))
        senders?.close(within: Self.patience)
    }
}
