import InsightsHTTP
import Synchronization

/// The streams that tell pages when something happened to a tenant.
///
/// A driver polls the tenants while there are streams. So requests do nothing for it, and no stream has a thread.
package final class EventFeed: Sendable {
    private struct Listener: Sendable {
        weak var stream: EventStream?
    }

    private struct State: Sendable {
        var listeners: [Listener] = []
        var isPolled = false
        var isEnded = false
        var wake: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    /// Sets the driver: the closure is called when there is a first stream, and then has to poll until that returns
    /// false.
    package func drive(wake: @escaping @Sendable () -> Void) {
        state.withLock { $0.wake = wake }
    }

    /// Adds a stream; without a driver it ends after its first event.
    func add(_ stream: EventStream) {
        let wake = state.withLock { state -> (@Sendable () -> Void)? in
            guard let wake = state.wake, !state.isEnded else {
                stream.endAfterFirst()
                return nil
            }
            state.listeners.append(Listener(stream: stream))
            guard !state.isPolled else { return nil }
            state.isPolled = true
            return wake
        }
        wake?()
    }

    /// Sends what changed; returns whether there are streams left.
    package func poll() -> Bool {
        let streams = state.withLock { state in
            state.listeners.removeAll { $0.stream == nil }
            if state.listeners.isEmpty { state.isPolled = false }
            return state.listeners.compactMap(\.stream)
        }
        for stream in streams { stream.poll() }
        return !streams.isEmpty
    }

    /// The number of streams.
    package var count: Int { state.withLock { $0.listeners.count { $0.stream != nil } } }

    /// Ends all streams, for the end of a server.
    package func end() {
        let streams = state.withLock { state in
            state.isEnded = true
            return state.listeners.compactMap(\.stream)
        }
        for stream in streams { stream.end() }
    }
}
