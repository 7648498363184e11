import CLinux
import InsightsHTTP
import InsightsTime
import Synchronization

/// A bounded pool of threads for a server's tunnels.
final class TunnelPool: Sendable {
    /// The greatest number of tunnels at a time; further ones are rejected.
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

    /// Reserves a place for a tunnel; returns false if there is none.
    ///
    /// The caller must then call `start` or `release`.
    func reserve() -> Bool {
        if count.add(1, ordering: .relaxed).oldValue < Self.limit { return true }
        count.subtract(1, ordering: .relaxed)
        return false
    }

    /// Releases a reserved place that is not needed.
    func release() {
        count.subtract(1, ordering: .relaxed)
    }

    /// Starts to relay bytes; it closes the client's descriptor at the end, or if it cannot start.
    func start(
        client: consuming FileDescriptor, to destination: Tunnel.Destination, _ task: Tunnel.Task, unsent: [UInt8]
    ) {
        // The job owns the descriptor, so a job that never runs closes it too.
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

    /// Ends all tunnels, and waits for their threads until the deadline.
    func close(until deadline: MonotonicTime) {
        _ = clinux_eventfd_add(stopDescriptor.number, 1)
        workers.close(until: deadline)
    }
}

/// A descriptor with several owners, which closes when the last one releases it.
private final class SharedDescriptor: Sendable {
    let descriptor: FileDescriptor

    init(_ descriptor: consuming FileDescriptor) {
        self.descriptor = descriptor
    }
}
