import CLinux
import Synchronization

/// Counts open connections, and wakes the acceptor when one closes that it waits for.
final class ConnectionLimiter: Sendable {
    private let limit: Int
    private let open = Atomic<Int>(0)
    private let isWaitedFor = Atomic<Bool>(false)
    private let isStopped = Atomic<Bool>(false)
    private let wakeDescriptor: FileDescriptor

    init(limit: Int) throws(ServerError) {
        self.limit = limit
        let number = clinux_eventfd(1, 0)
        guard number >= 0 else { throw .system(call: "eventfd", reason: errorText(-number)) }
        wakeDescriptor = FileDescriptor(number)
    }

    /// The descriptor that is readable when the acceptor should look again.
    var wakeNumber: CInt { wakeDescriptor.number }

    /// Whether the acceptor must end.
    var hasStopped: Bool { isStopped.load(ordering: .acquiring) }

    /// Whether there is room for a connection; if not, the next one to close wakes the acceptor.
    func hasRoom() -> Bool {
        if open.load(ordering: .sequentiallyConsistent) < limit { return true }
        awaitClose()
        return open.load(ordering: .sequentiallyConsistent) < limit
    }

    /// Has the next connection to close wake the acceptor.
    func awaitClose() {
        isWaitedFor.store(true, ordering: .sequentiallyConsistent)
    }

    /// Counts a connection that was accepted.
    func enter() {
        open.add(1, ordering: .sequentiallyConsistent)
    }

    /// Counts a connection that was closed.
    func leave() {
        open.subtract(1, ordering: .sequentiallyConsistent)
        if isWaitedFor.exchange(false, ordering: .sequentiallyConsistent) { wake() }
    }

    /// Has the acceptor end.
    func stop() {
        isStopped.store(true, ordering: .releasing)
        wake()
    }

    /// Notes that the acceptor has woken.
    func takeWake() {
        _ = clinux_eventfd_take(wakeDescriptor.number)
    }

    private func wake() {
        _ = clinux_eventfd_add(wakeDescriptor.number, 1)
    }
}
