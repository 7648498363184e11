import CLinux
import Synchronization

/// A counter of open connections that wakes the waiting acceptor when one closes.
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

    /// The descriptor that is readable when the acceptor must check again.
    var wakeNumber: CInt { wakeDescriptor.number }

    /// Whether the acceptor must end.
    var hasStopped: Bool { isStopped.load(ordering: .acquiring) }

    /// Returns whether another connection is allowed; if not, the next one to close wakes the acceptor.
    func hasRoom() -> Bool {
        if open.load(ordering: .sequentiallyConsistent) < limit { return true }
        awaitClose()
        return open.load(ordering: .sequentiallyConsistent) < limit
    }

    /// Requests that the next connection to close wakes the acceptor.
    func awaitClose() {
        isWaitedFor.store(true, ordering: .sequentiallyConsistent)
    }

    /// Counts an accepted connection.
    func enter() {
        open.add(1, ordering: .sequentiallyConsistent)
    }

    /// Counts a closed connection.
    func leave() {
        open.subtract(1, ordering: .sequentiallyConsistent)
        if isWaitedFor.exchange(false, ordering: .sequentiallyConsistent) { wake() }
    }

    /// Tells the acceptor to end.
    func stop() {
        isStopped.store(true, ordering: .releasing)
        wake()
    }

    /// Resets the wake descriptor after the acceptor has woken.
    func takeWake() {
        _ = clinux_eventfd_take(wakeDescriptor.number)
    }

    /// Makes the acceptor check again.
    func wake() {
        _ = clinux_eventfd_add(wakeDescriptor.number, 1)
    }
}
