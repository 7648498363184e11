import CLinux
import InsightsHTTP
import InsightsTime
import Synchronization

/// The relays of a server, a bounded number of them.
final class TunnelPool: Sendable {
    /// So many relays run at a time; further ones are refused.
    private static let limit = 32

    private let workers: WorkerPool
    private let stopDescriptor: FileDescriptor
    private let count = Atomic<Int>(0)

    init() throws(ServerError) {
        workers = try WorkerPool(named: "http-relay", threadLimit: Self.limit, queueLimit: Self.limit)
        let number = clinux_eventfd(1, 0)
        guard number >= 0 else { throw .system(call: "eventfd", reason: errorText(-number)) }
        stopDescriptor = FileDescriptor(number)
    }

    /// Takes a place among the relays; false if there is none.
    ///
    /// Who has one must call `start` or `release`.
    func reserve() -> Bool {
        if count.add(1, ordering: .relaxed).oldValue < Self.limit { return true }
        count.subtract(1, ordering: .relaxed)
        return false
    }

    /// Gives a place back that is not needed.
    func release() {
        count.subtract(1, ordering: .relaxed)
    }

    /// Begins to pass bytes on; closes the client's descriptor when done, or when nothing comes of it.
    func start(
        client: consuming FileDescriptor, to destination: Tunnel.Destination, _ task: Tunnel.Task, unsent: [UInt8]
    ) {
        // The job owns it: one that is never run closes it, too.
        let client = SharedDescriptor(client)
        let isStarted = workers.submit { [self] in
            Tunnel(
                client: client.descriptor.number, stop: stopDescriptor.number, destination: destination, task: task,
                unsent: unsent
            ).run()
            release()
        }
        if !isStarted { release() }
    }

    /// Ends all relays, and waits for their threads until that instant.
    func close(until deadline: MonotonicTime) {
        _ = clinux_eventfd_add(stopDescriptor.number, 1)
        workers.close(until: deadline)
    }
}

/// A descriptor that is closed with the last one who has it.
private final class SharedDescriptor: Sendable {
    let descriptor: FileDescriptor

    init(_ descriptor: consuming FileDescriptor) {
        self.descriptor = descriptor
    }
}
