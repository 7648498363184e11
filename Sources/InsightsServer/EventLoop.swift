import CLinux
import Glibc
import InsightsHTTP
import InsightsTime

/// An event loop that serves connections on one thread and executes the decisions of their states.
///
/// Its own thread creates and runs it, and it is confined to that thread. Other threads reach it through its mailbox.
final class EventLoop {
    /// The values that all loops of a server share.
    struct Context: Sendable {
        var handler: any HTTPHandler
        var limits: HTTPLimits
        var timeouts: HTTPTimeouts
        var dateHeader: (@Sendable () -> String)?
        var workers: WorkerPool
        /// The pool for work that waits for other threads or machines.
        var blockingPool: WorkerPool
        var gate: ConnectionLimiter
        /// The bytes of unfinished requests.
        var inputBudget: InputBudget
        var tls: TLSContext?
        var proxy: ProxyConfiguration?
        var relays: TunnelPool?
        /// The ports on which the server listens.
        var ports: [Int]
        var notice: (@Sendable (ServerEvent) -> Void)?
    }

    private static let eventsPerTurn = 256
    /// The greatest number of bytes read from one connection before other connections get a turn.
    private static let bytesPerTurn = 64 * 1024
    /// The event data of the mailbox; no connection has this value.
    private static let mailboxData = UInt64.max

    let context: Context
    let mailbox: LoopMailbox
    let epoll: FileDescriptor
    /// The connections, indexed by descriptor.
    private var connections: [Connection?] = []
    private var connectionCount = 0
    private var generation: UInt32 = 0
    private var deadlines = DeadlineHeap<ConnectionToken>()
    var scratch = [UInt8](repeating: 0, count: EventLoop.bytesPerTurn)
    private(set) var now = MonotonicTime.now
    private(set) var drainDeadline: MonotonicTime?

    init(context: Context, mailbox: LoopMailbox, epoll: consuming FileDescriptor) {
        self.context = context
        self.mailbox = mailbox
        self.epoll = epoll
    }

    /// Creates the epoll descriptor of a loop and registers its mailbox.
    static func makeEpoll(for mailbox: LoopMailbox) throws(ServerError) -> FileDescriptor {
        let number = clinux_epoll_create()
        guard number >= 0 else { throw .system(call: "epoll_create1", reason: errorText(-number)) }
        let descriptor = FileDescriptor(number)
        let result = clinux_epoll_add(number, mailbox.wakeNumber, CLINUX_READABLE, mailboxData)
        guard result == 0 else { throw .system(call: "epoll_ctl", reason: errorText(-result)) }
        return descriptor
    }

    /// Serves until it is told to drain and every connection has ended, or the drain deadline has passed.
    func run() {
        let events = UnsafeMutablePointer<epoll_event>.allocate(capacity: Self.eventsPerTurn)
        defer { events.deallocate() }
        while true {
            let count = clinux_epoll_wait(epoll.number, events, CInt(Self.eventsPerTurn), timeout())
            now = .now
            var hasMail = false
            for index in 0..<Int(max(0, count)) {
                let data = clinux_event_data(events + index)
                if data == Self.mailboxData {
                    hasMail = true
                } else {
                    handleEvent(clinux_event_flags(events + index), ConnectionToken(eventData: data))
                }
            }
            if hasMail { for message in mailbox.takeAll() { receive(message) } }
            while let due = deadlines.popDue(now) { handleDeadline(due) }
            if let drainDeadline, connectionCount == 0 || drainDeadline <= now { break }
        }
        end()
    }

    /// Returns the time to wait for events, in milliseconds: until the next deadline, or -1 for no limit.
    private func timeout() -> CInt {
        guard let earliest = deadlines.earliest ?? drainDeadline else { return -1 }
        return min(earliest, drainDeadline ?? earliest).milliseconds(from: .now)
    }

    /// Resets the connections that are still open, and closes those that are still in the mailbox.
    private func end() {
        for case let connection? in connections {
            connection.resetOnClose()
            remove(connection)
        }
        for message in mailbox.close() {
            if case .accepted(let descriptor, _, _, _) = message {
                close(descriptor)
                context.gate.leave()
            }
        }
    }
}

// MARK: - Events

extension EventLoop {
    private func handleEvent(_ flags: UInt32, _ token: ConnectionToken) {
        guard let connection = connection(token) else { return }
        // The connection has ended in both directions or was reset: nothing more can be sent.
        if flags & CLINUX_BROKEN != 0 {
            // A client that rejects the certificate sends an alert and leaves: read the alert for the notice.
            if connection.tls != nil { _ = connection.receive(into: &scratch, now: now) }
            return remove(connection)
        }
        if flags & CLINUX_READABLE != 0, connection.state.wantsInput {
            guard connection.receive(into: &scratch, now: now) else { return remove(connection) }
            if connection.state.heldBytes > InputBudget.freeBytes || connection.countedBytes > 0 { account(connection) }
        }
        advance(connection)
    }

    private func handleDeadline(_ due: DeadlineHeap<ConnectionToken>.Entry) {
        guard let connection = connection(due.token), connection.scheduledDeadline == due.deadline else { return }
        connection.scheduledDeadline = nil
        guard connection.passDeadline(now: now) else { return remove(connection) }
        advance(connection)
    }

    private func receive(_ message: LoopMailbox.Message) {
        switch message {
        case .accepted(let descriptor, let remoteAddress, let speaksTLS, let instant):
            addConnection(FileDescriptor(descriptor), remoteAddress, speaksTLS: speaksTLS, acceptedAt: instant)
        case .response(let token, let response):
            guard let connection = connection(token) else { return }
            connection.state.respond(with: response, now: now)
            if connection.countedBytes > 0 { account(connection) }
            advance(connection)
        case .piece(let token, let piece):
            guard let connection = connection(token) else { return }
            connection.state.receivePiece(piece, now: now)
            advance(connection)
        case .pieceFailed(let token):
            guard let connection = connection(token) else { return }
            connection.state.failPiece()
            advance(connection)
        case .makeRoom(let request): request.propose(longestIdle())
        case .close(let token, let idleSince):
            guard let connection = connection(token), connection.state.idleSinceForOthers == idleSince else {
                // The acceptor must ask again.
                return context.gate.wake()
            }
            remove(connection)
        case .drain(let deadline): beginDraining(deadline)
        }
    }

    private func beginDraining(_ deadline: MonotonicTime) {
        drainDeadline = deadline
        for case let connection? in connections {
            // Requests that arrived before the shutdown still get a response.
            if connection.state.wantsInput, !connection.receive(into: &scratch, now: now) {
                remove(connection)
                continue
            }
            connection.state.beginDraining()
            advance(connection)
        }
    }

    private func addConnection(
        _ descriptor: consuming FileDescriptor, _ remoteAddress: String, speaksTLS: Bool, acceptedAt: MonotonicTime
    ) {
        generation &+= 1
        let number = descriptor.number
        let token = ConnectionToken(descriptor: number, generation: generation)
        let connection = Connection(
            descriptor: descriptor, token: token, state: makeState(remoteAddress, since: acceptedAt))
        while connections.count <= Int(number) { connections.append(nil) }
        connections[Int(number)] = connection
        connectionCount += 1
        guard !speaksTLS || beginTLS(connection),
            clinux_epoll_add(epoll.number, number, connection.interest, token.eventData) == 0
        else { return remove(connection) }
        advance(connection)
    }

    /// Calls a closure with each connection.
    func forEachConnection(_ body: (Connection) -> Void) {
        for case let connection? in connections { body(connection) }
    }

    /// Creates the state of a connection that has just begun.
    func makeState(_ remoteAddress: String?, since instant: MonotonicTime) -> ConnectionState {
        ConnectionState(
            limits: context.limits, timeouts: context.timeouts, now: instant, remoteAddress: remoteAddress,
            dateHeader: context.dateHeader)
    }

    private func connection(_ token: ConnectionToken) -> Connection? {
        let index = Int(token.descriptor)
        guard index < connections.count, let connection = connections[index],
            connection.token.generation == token.generation
        else { return nil }
        return connection
    }

    /// Removes a connection, which closes its descriptor and thereby unregisters it.
    private func remove(_ connection: Connection) {
        if let notice = connection.endingNotice { context.notice?(notice) }
        if connection.countedBytes > 0 { _ = context.inputBudget.change(by: -connection.countedBytes) }
        connections[Int(connection.token.descriptor)] = nil
        connectionCount -= 1
        context.gate.leave()
    }
}

// MARK: - Actions

extension EventLoop {
    /// Executes the decisions of the state until it waits for an external event.
    func advance(_ connection: Connection) {
        while true {
            switch connection.state.nextAction(now: now) {
            case .handle(let request): handle(request, connection)
            case .pull(let source): pull(source, connection)
            case .endOutput: connection.endOutput()
            case .close:
                guard connection.finish(now: now) else { return settle(connection) }
                return remove(connection)
            case .reset:
                connection.resetOnClose()
                return remove(connection)
            case .wait:
                guard connection.hasOutput else { return settle(connection) }
                switch connection.send(now: now) {
                case .sent: continue
                case .blocked: return settle(connection)
                case .closed: return remove(connection)
                }
            }
        }
    }

    /// Updates the registered events and the deadline of the connection.
    private func settle(_ connection: Connection) {
        let interest = connection.wantedInterest
        if interest != connection.interest {
            connection.interest = interest
            let token = connection.token
            guard clinux_epoll_modify(epoll.number, token.descriptor, interest, token.eventData) == 0 else {
                return remove(connection)
            }
        }
        guard let deadline = connection.deadline else { return }
        // An entry that is too early finds nothing due and is inserted again, so requests do not add entries.
        if let scheduled = connection.scheduledDeadline, scheduled <= deadline { return }
        connection.scheduledDeadline = deadline
        deadlines.insert(deadline, connection.token)
    }

    private func handle(_ received: HTTPRequest, _ connection: Connection) {
        connection.hasRequest = true
        guard var request = passProxy(received, connection) else { return }
        request.isSecure = connection.tls != nil
        switch context.handler.handle(request) {
        case .response(let response):
            connection.state.respond(with: response, now: now)
            if connection.countedBytes > 0 { account(connection) }
        case .offloaded(let work): have(context.workers, do: work, for: connection)
        case .blocking(let work): have(context.blockingPool, do: work, for: connection)
        case .staged(let work): haveStages(work, for: connection)
        case .queued(let queue, let work):
            have(queue.computes ? context.workers : context.blockingPool, do: work, for: connection, in: queue)
        }
    }

    private func have(
        _ pool: WorkerPool, do work: @escaping @Sendable () -> HTTPResponse, for connection: Connection,
        in queue: WorkQueue? = nil
    ) {
        let token = connection.token
        let job: WorkerPool.Job = { [mailbox] in mailbox.post(.response(token, work())) }
        let accepted = queue?.submit(job, start: pool.submit) ?? pool.submit(job)
        if !accepted { connection.state.respond(with: Self.overloaded, now: now) }
    }

    /// Runs work on a worker, and what waits for others after it on another thread.
    private func haveStages(_ work: @escaping @Sendable () -> HTTPReply, for connection: Connection) {
        let token = connection.token
        let job: WorkerPool.Job = { [mailbox, blockingPool = context.blockingPool] in
            let reply = work()
            if case .response(let response) = reply {
                mailbox.post(.response(token, response))
                return
            }
            let accepted = blockingPool.submit { mailbox.post(.response(token, reply.finish())) }
            if !accepted { mailbox.post(.response(token, Self.overloaded)) }
        }
        if !context.workers.submit(job) { connection.state.respond(with: Self.overloaded, now: now) }
    }

    private func pull(_ source: any HTTPBodySource, _ connection: Connection) {
        let token = connection.token
        if let pushed = source as? any PushedBodySource {
            return pushed.whenReady { [mailbox] piece in mailbox.post(.piece(token, piece)) }
        }
        let accepted = context.workers.submit { [mailbox] in
            do {
                mailbox.post(.piece(token, try source.nextChunk()))
            } catch {
                mailbox.post(.pieceFailed(token))
            }
        }
        if !accepted { connection.state.failPiece() }
    }

    /// The response if too much offloaded work is already queued.
    private static var overloaded: HTTPResponse {
        HTTPResponse(
            503,
            fields: HTTPFields([
                (name: "Content-Type", value: "text/plain; charset=utf-8"), (name: "Retry-After", value: "1"),
            ]),
            body: .bytes(Array("503 Service Unavailable: too much work is waiting\n".utf8)))
    }
}

@available(*, unavailable)
extension EventLoop: Sendable {}
