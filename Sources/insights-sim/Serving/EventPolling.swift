import Dispatch
import InsightsSimulator

/// The driver of event streams: it looks at the tenants a few times a second, while a page listens.
final class EventPolling: Sendable {
    private let simulator: Simulator
    private let queue = DispatchQueue(label: "events")

    /// The time between two looks, in milliseconds: what happens meanwhile is one event.
    private static let interval = 200

    init(_ simulator: Simulator) {
        self.simulator = simulator
    }

    func start() {
        simulator.events.drive { [queue, simulator] in Self.poll(simulator, on: queue) }
    }

    private static func poll(_ simulator: Simulator, on queue: DispatchQueue) {
        queue.asyncAfter(deadline: .now() + .milliseconds(interval)) {
            if simulator.events.poll() { poll(simulator, on: queue) }
        }
    }
}
