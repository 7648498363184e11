import CLinux
import Glibc
import InsightsHTTP
import InsightsTime
import Synchronization

/// A tunnel that relays bytes between a proxy client and an allowed host without inspecting them.
///
/// It runs on its own thread until both sides have ended, one has disconnected, no byte moves for 60 seconds, or the server
/// stops.
struct Tunnel {
    /// The host and port that the client requested, and the proxy on the way to it; nil for none.
    struct Destination: Hashable, Sendable {
        let name: String
        let port: Int
        var proxy: UpstreamProxy?
        /// The ports of this server, to which no name leads.
        var ownPorts: [Int] = []
    }

    /// The request of the client.
    enum Task: Sendable {
        /// A tunnel, for which the client has already sent these bytes.
        case tunnel(ahead: [UInt8])
        /// A request to forward, which asks the host to close the connection after the response.
        case request([UInt8])
    }

    private static let idle = Duration.seconds(60)
    private static let connecting = Duration.seconds(10)

    let client: CInt
    /// A descriptor that is readable when the server stops.
    let stop: CInt
    let destination: Destination
    let task: Task
    /// The bytes of earlier responses that the client has not received yet.
    let unsent: [UInt8]

    /// Connects to the host, informs the client and relays bytes.
    func run() {
        let upstream: FileDescriptor
        do throws(TransportError) {
            upstream = try connect()
        } catch {
            let reason =
                "502 Bad Gateway: '\(destination.name)' cannot be reached\(destination.proxy == nil ? "" : ": \(error)")\n"
            let head = "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/plain; charset=utf-8\r\n"
            pass(
                RelayDirection(bytes: []),
                RelayDirection(
                    bytes: unsent
                        + Array(
                            "\(head)Content-Length: \(reason.utf8.count)\r\nConnection: close\r\n\r\n\(reason)".utf8),
                    hasInputEnded: true),
                upstream: -1)
            return
        }
        switch task {
        case .tunnel(let ahead):
            let established = Array("HTTP/1.1 200 Connection Established\r\n\r\n".utf8)
            pass(RelayDirection(bytes: ahead), RelayDirection(bytes: unsent + established), upstream: upstream.number)
        case .request(let request):
            // Some servers close the connection when the client stops sending, so the output is not ended.
            pass(
                RelayDirection(bytes: request, hasInputEnded: true, tellsEnd: false), RelayDirection(bytes: unsent),
                upstream: upstream.number)
        }
    }

    /// Connects to the host, directly or through a tunnel of the proxy.
    private func connect() throws(TransportError) -> FileDescriptor {
        let (host, port) = (destination.proxy?.host ?? destination.name, destination.proxy?.port ?? destination.port)
        let deadline = MonotonicTime.now + Self.connecting
        let descriptor = try connect(host, port, deadline)
        if let proxy = destination.proxy, case .tunnel = task {
            try ProxyTunnel.open(
                over: descriptor.number, via: proxy, to: destination.name, port: destination.port, stop: stop,
                deadline: deadline)
        }
        return descriptor
    }

    private func connect(
        _ host: String, _ port: Int, _ deadline: MonotonicTime
    ) throws(TransportError) -> FileDescriptor {
        let addresses: [SocketAddress]
        switch SocketAddress.resolve(host: host, port: port, deadline: deadline) {
        case nil: throw .timedOut(host: host, port: port)
        case .success(let found):
            addresses = destination.ownPorts.contains(port) ? found.filter { !Self.isHere($0) } : found
        case .failure(let error): throw .cannotConnect(host: host, port: port, reason: error.reason)
        }
        for address in addresses where MonotonicTime.now < deadline {
            if let descriptor = connect(address, deadline) { return descriptor }
        }
        throw .cannotConnect(host: host, port: port, reason: "no address responds")
    }

    private static func isHere(_ address: SocketAddress) -> Bool {
        var storage = address.storage
        return MachineAddresses.contains(SocketAddress.text(&storage))
    }

    private func connect(_ address: SocketAddress, _ deadline: MonotonicTime) -> FileDescriptor? {
        var storage = address.storage
        let number = clinux_tcp_socket(clinux_family(&storage))
        guard number >= 0 else { return nil }
        let descriptor = FileDescriptor(number)
        clinux_set_no_delay(number)
        let result = clinux_connect(number, &storage, address.length)
        if result == 0 { return descriptor }
        guard result == -EINPROGRESS else { return nil }
        while MonotonicTime.now < deadline {
            let ready = clinux_wait_pair(number, 2, -1, 0, stop, deadline.milliseconds(from: .now))
            if ready & 16 != 0 { return nil }
            if ready & 2 != 0 {
                guard clinux_socket_error(number) == 0 else { return nil }
                return descriptor
            }
        }
        return nil
    }

    /// Relays bytes in both directions until both have ended; without an upstream, only to the client.
    private func pass(_ first: RelayDirection, _ second: RelayDirection, upstream: CInt) {
        var (up, down) = (first, second)
        if upstream < 0 { up.hasOutputEnded = true }
        var deadline = MonotonicTime.now + Self.idle
        while !(up.hasOutputEnded && down.hasOutputEnded) {
            let clientWants: CInt = (up.wantsInput && !up.hasOutputEnded ? 1 : 0) | (down.isWaiting ? 2 : 0)
            let upstreamWants: CInt = (down.wantsInput ? 1 : 0) | (up.isWaiting ? 2 : 0)
            if clientWants | upstreamWants != 0 {
                let ready = clinux_wait_pair(
                    client, clientWants, upstream, upstreamWants, stop, deadline.milliseconds(from: .now))
                if ready & 16 != 0 || ready < 0 || ready == 0 && deadline <= .now { return }
                if ready != 0 { deadline = .now + Self.idle }
                if ready & 1 != 0, !up.receive(from: client) { return }
                if ready & 4 != 0, !down.receive(from: upstream) { return }
                if ready & 8 != 0, !up.send(to: upstream) { return }
                if ready & 2 != 0, !down.send(to: client) { return }
            }
            up.endIfDone(to: upstream)
            down.endIfDone(to: client)
        }
    }
}
