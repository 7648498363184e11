import CLinux
import Glibc
import InsightsServer

/// A relay of connections between the network of a namespace and this machine's.
final class PortRelay: Sendable {
    /// A port to accept connections on, and how to reach what is behind it.
    struct Route: Sendable {
        /// The descriptor of a socket that listens and does not block.
        let listener: Int32
        /// Begins a connection; returns its descriptor, which does not block, or a negated error number.
        let connect: @Sendable () -> Int32
    }

    private let thread: NativeThread
    private let stop: Int32

    /// The greatest number of connections at a time; further ones wait to be accepted.
    static let limit = 512

    /// Starts to accept connections on routes, whose listeners it then owns.
    init(_ routes: [Route], limit: Int = PortRelay.limit) throws(ServerError) {
        let stop = clinux_eventfd(1, 0)
        guard stop >= 0 else {
            throw .system(call: "eventfd", reason: String(cString: strerror(-stop)))
        }
        self.stop = stop
        thread = try NativeThread(named: "port-relay") {
            var loop = RelayLoop(routes: routes, stop: stop, limit: limit)
            loop.run()
        }
    }

    /// Cuts all connections, and returns when the thread has ended.
    func end() {
        _ = clinux_eventfd_add(stop, 1)
        thread.join()
        close(stop)
    }
}

/// The loop of a relay, on one thread.
private struct RelayLoop {
    let routes: [PortRelay.Route]
    let stop: Int32
    let limit: Int
    var pairs: [RelayedConnection] = []

    mutating func run() {
        while true {
            var entries = [pollfd(fd: stop, events: Int16(POLLIN), revents: 0)]
            let accepts = pairs.count < limit
            entries += routes.map { pollfd(fd: accepts ? $0.listener : -1, events: Int16(POLLIN), revents: 0) }
            for pair in pairs { entries += pair.entries }
            guard poll(&entries, nfds_t(entries.count), -1) >= 0 else {
                if errno == EINTR { continue }
                break
            }
            if entries[0].revents != 0 { break }
            let first = 1 + routes.count
            for index in pairs.indices {
                pairs[index].advance(
                    Int32(entries[first + 2 * index].revents), Int32(entries[first + 2 * index + 1].revents))
            }
            pairs.removeAll { $0.hasEnded }
            for (index, route) in routes.enumerated() where entries[1 + index].revents != 0 && pairs.count < limit {
                accept(route)
            }
        }
        for pair in pairs { pair.cut() }
        for route in routes { close(route.listener) }
    }

    private mutating func accept(_ route: PortRelay.Route) {
        var peer = sockaddr_storage()
        let client = clinux_accept(route.listener, &peer)
        guard client >= 0 else { return }
        let upstream = route.connect()
        guard upstream >= 0 else {
            clinux_reset_on_close(client)
            close(client)
            return
        }
        for descriptor in [client, upstream] { clinux_set_no_delay(descriptor) }
        pairs.append(RelayedConnection(client: client, upstream: upstream))
    }
}

/// One connection through a relay.
private struct RelayedConnection {
    let client: Int32
    let upstream: Int32
    private(set) var hasEnded = false
    private var isConnecting = true
    private var up = RelayDirection()
    private var down = RelayDirection()

    init(client: Int32, upstream: Int32) {
        self.client = client
        self.upstream = upstream
    }

    /// What to wait for, on the client's and on the other side.
    var entries: [pollfd] {
        if isConnecting { return [Self.entry(-1, 0), Self.entry(upstream, POLLOUT)] }
        return [
            Self.entry(client, Self.events(reading: up, writing: down)),
            Self.entry(upstream, Self.events(reading: down, writing: up)),
        ]
    }

    private static func events(reading: RelayDirection, writing: RelayDirection) -> Int32 {
        (reading.wantsInput ? POLLIN : 0) | (writing.isWaiting ? POLLOUT : 0)
    }

    /// Returns an entry; one without events is left out, since it would report a closed connection again and again.
    private static func entry(_ descriptor: Int32, _ events: Int32) -> pollfd {
        pollfd(fd: events == 0 ? -1 : descriptor, events: Int16(events), revents: 0)
    }

    mutating func advance(_ clientEvents: Int32, _ upstreamEvents: Int32) {
        if isConnecting {
            guard upstreamEvents != 0 else { return }
            guard clinux_socket_error(upstream) == 0 else { return finish(isCut: true) }
            isConnecting = false
            return
        }
        let broken = POLLERR | POLLHUP
        var isWhole = true
        if clientEvents & (POLLIN | broken) != 0, up.wantsInput { isWhole = up.receive(from: client) }
        if isWhole, upstreamEvents & (POLLIN | broken) != 0, down.wantsInput {
            isWhole = down.receive(from: upstream)
        }
        if isWhole, up.isWaiting { isWhole = up.send(to: upstream) }
        if isWhole, down.isWaiting { isWhole = down.send(to: client) }
        if isWhole {
            up.endIfDone(to: upstream)
            down.endIfDone(to: client)
        }
        if !isWhole || up.hasOutputEnded && down.hasOutputEnded { finish(isCut: !isWhole) }
    }

    private mutating func finish(isCut: Bool) {
        hasEnded = true
        if isCut { cut() } else { for descriptor in [client, upstream] { close(descriptor) } }
    }

    func cut() {
        for descriptor in [client, upstream] {
            clinux_reset_on_close(descriptor)
            close(descriptor)
        }
    }
}
