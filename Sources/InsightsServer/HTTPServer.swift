import CLinux
public import InsightsHTTP
import InsightsTime
import Synchronization

/// An HTTP/1.1 server on TCP sockets that serves a handler.
///
/// One thread accepts connections and distributes them over event loops with one thread each. A small pool of workers
/// runs offloaded work and produces chunks of content. A server that is released shuts down immediately.
public final class HTTPServer: Sendable {
    private enum Lifecycle {
        case initial
        case running(Running)
        case stopped
    }

    private struct Running {
        var acceptor: NativeThread
        var loops: [NativeThread]
        var mailboxes: [LoopMailbox]
        var workers: WorkerPool
        var blockingPool: WorkerPool
        var gate: ConnectionLimiter
        var relays: TunnelPool?
        var tlsPort: Int?
    }

    private let handler: any HTTPHandler
    private let configuration: HTTPServerConfiguration
    private let lifecycle = Mutex(Lifecycle.initial)

    /// Creates a server that does not listen yet.
    public init(handler: any HTTPHandler, configuration: HTTPServerConfiguration = HTTPServerConfiguration()) {
        self.handler = handler
        self.configuration = configuration
    }

    deinit {
        stop(within: .zero)
    }

    /// Binds, listens and serves; returns the port, which the system chooses if port 0 is configured.
    ///
    /// - Throws: the reason why the server cannot listen, or `alreadyStarted` at the second call.
    @discardableResult
    public func start() throws(ServerError) -> Int {
        try lifecycle.withLock { lifecycle throws(ServerError) in
            guard case .initial = lifecycle else { throw .alreadyStarted }
            let (running, port) = try launch()
            lifecycle = .running(running)
            return port
        }
    }

    /// Stops accepting, completes running requests, and returns when all threads have ended.
    ///
    /// Requests that are not complete after `HTTPTimeouts.drain` are cut. This method may be called at any time and
    /// more than once, but not by the handler.
    public func shutdown() {
        stop(within: configuration.timeouts.drain)
    }

    private func stop(within drain: Duration) {
        // The lock is held until shutdown is complete, so a second caller also returns only then.
        lifecycle.withLock { lifecycle in
            defer { lifecycle = .stopped }
            guard case .running(let running) = lifecycle else { return }
            let deadline = MonotonicTime.now + drain
            running.gate.stop()
            running.acceptor.join()
            for mailbox in running.mailboxes { mailbox.post(.drain(until: deadline)) }
            for loop in running.loops { loop.join() }
            running.relays?.close(until: max(deadline, .now + .milliseconds(100)))
            // Idle workers end almost immediately, but need some time even if the deadline has passed.
            running.workers.close(until: max(deadline, .now + .milliseconds(100)))
            running.blockingPool.close(until: max(deadline, .now + .milliseconds(100)))
        }
    }

    /// The port of TLS while the server runs; nil if there is none.
    public var tlsPort: Int? {
        lifecycle.withLock { lifecycle in
            guard case .running(let running) = lifecycle else { return nil }
            return running.tlsPort
        }
    }

    /// Opens the configured port and, if configured, a separate TLS port.
    private func listen() throws(ServerError) -> [Listener] {
        let sockets = configuration.listeningSockets
        guard sockets.isEmpty else { return sockets.map { Listener(adopting: $0) } }
        let host = configuration.host
        let place = configuration.tls?.listenMode
        var listeners = [try Listener(host: host, port: configuration.port, speaksTLS: place == .port)]
        if case .besidePlain(let port) = place {
            listeners.append(try Listener(host: host, port: port, speaksTLS: true))
        }
        return listeners
    }

    private func launch() throws(ServerError) -> (Running, port: Int) {
        let listeners = try listen()
        let limits = configuration.limits
        let gate = try ConnectionLimiter(limit: limits.connections)
        let workers = try WorkerPool(
            named: "http-worker", threadLimit: configuration.workerCount, queueLimit: limits.connections)
        let blockingPool = try WorkerPool(
            named: "http-waiter", threadLimit: configuration.waiterCount, queueLimit: limits.connections,
            // A clock move may compute for minutes, and event loops must not wait for a processor.
            yieldsToOthers: true)
        let relays = configuration.proxy == nil ? nil : try TunnelPool()
        let context = EventLoop.Context(
            handler: handler, limits: limits, timeouts: configuration.timeouts,
            dateHeader: configuration.dateHeader, workers: workers, blockingPool: blockingPool, gate: gate,
            inputBudget: InputBudget(limit: limits.unfinishedBytes), tls: configuration.tls?.context,
            proxy: configuration.proxy, relays: relays, ports: listeners.map(\.port),
            notice: configuration.notice)
        var mailboxes: [LoopMailbox] = []
        var loops: [NativeThread] = []
        do throws(ServerError) {
            for index in 0..<max(1, configuration.eventLoopCount) {
                let mailbox = try LoopMailbox()
                loops.append(try Self.startLoop(index, context, mailbox))
                mailboxes.append(mailbox)
            }
            let running = Running(
                acceptor: try Self.startAcceptor(Acceptor(listeners), gate, mailboxes), loops: loops,
                mailboxes: mailboxes, workers: workers, blockingPool: blockingPool, gate: gate, relays: relays,
                tlsPort: listeners.first { $0.speaksTLS }?.port)
            return (running, listeners[0].port)
        } catch {
            for mailbox in mailboxes { mailbox.post(.drain(until: .now)) }
            for loop in loops { loop.join() }
            throw error
        }
    }

    private static func startLoop(
        _ index: Int, _ context: EventLoop.Context, _ mailbox: LoopMailbox
    ) throws(ServerError) -> NativeThread {
        let epoll = OwnershipTransfer(try EventLoop.makeEpoll(for: mailbox))
        return try NativeThread(named: "http-loop-\(index)") {
            guard let epoll = epoll.take() else { return }
            EventLoop(context: context, mailbox: mailbox, epoll: epoll).run()
        }
    }

    private static func startAcceptor(
        _ acceptor: consuming Acceptor, _ gate: ConnectionLimiter, _ mailboxes: [LoopMailbox]
    ) throws(ServerError) -> NativeThread {
        let acceptor = OwnershipTransfer(acceptor)
        return try NativeThread(named: "http-acceptor") {
            // Take ownership, so that the sockets close when the acceptor ends.
            guard let acceptor = acceptor.take() else { return }
            acceptor.run(gate: gate, loops: mailboxes)
        }
    }
}

/// A box that transfers a noncopyable value to another thread.
private final class OwnershipTransfer<Value: ~Copyable & Sendable>: Sendable {
    private let value: Mutex<Value?>

    init(_ value: consuming sending Value) {
        self.value = Mutex(value)
    }

    func take() -> Value? {
        value.withLock { value in
            let taken = value.take()
            return taken
        }
    }
}
