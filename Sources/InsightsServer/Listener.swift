import CLinux
import Glibc

/// A listening socket.
struct Listener: ~Copyable, Sendable {
    private let descriptor: FileDescriptor
    /// The port it is bound to.
    let port: Int

    /// Binds and listens.
    init(host: String, port: Int) throws(ServerError) {
        let address: SocketAddress
        switch SocketAddress.resolve(host: host, port: port) {
        case .success(let resolved): address = resolved
        case .failure(let error): throw .invalidAddress(host: host, port: port, reason: error.reason)
        }
        var storage = address.storage
        let number = clinux_tcp_socket(clinux_family(&storage))
        guard number >= 0 else { throw Self.error(number, "socket", host, port) }
        let descriptor = FileDescriptor(number)
        var result = clinux_bind(number, &storage, address.length)
        guard result == 0 else { throw Self.error(result, "bind", host, port) }
        result = clinux_listen(number, 1024)
        guard result == 0 else { throw Self.error(result, "listen", host, port) }
        self.descriptor = descriptor
        self.port = Int(clinux_bound_port(number))
    }

    /// Accepts connections and hands them to the loops in turn, until the gate is stopped.
    func run(gate: ConnectionGate, loops: [LoopMailbox]) {
        var next = 0
        while !gate.hasStopped {
            let hasRoom = gate.hasRoom()
            let ready = clinux_wait(hasRoom ? descriptor.number : -1, gate.wakeNumber, 0, -1)
            if ready & 2 != 0 { gate.takeWake() }
            guard hasRoom, ready & 1 != 0 else { continue }
            while !gate.hasStopped, gate.hasRoom() {
                guard accept(gate: gate, into: loops[next % loops.count]) else { break }
                next &+= 1
            }
        }
    }

    /// Accepts one connection; false if there is none to accept now.
    private func accept(gate: ConnectionGate, into loop: LoopMailbox) -> Bool {
        var peer = sockaddr_storage()
        let number = clinux_accept(descriptor.number, &peer)
        if number >= 0 {
            gate.enter()
            clinux_set_no_delay(number)
            if !loop.post(.adopt(descriptor: number, remoteAddress: SocketAddress.text(&peer))) {
                close(number)
                gate.leave()
            }
            return true
        }
        switch -number {
        case ECONNABORTED: return true
        case EMFILE, ENFILE, ENOBUFS, ENOMEM:
            // The connection stays in the queue and the socket readable: wait for a descriptor, or a moment.
            gate.awaitClose()
            if clinux_wait(-1, gate.wakeNumber, 0, 100) & 2 != 0 { gate.takeWake() }
            return false
        default: return false
        }
    }

    private static func error(_ result: CInt, _ call: String, _ host: String, _ port: Int) -> ServerError {
        let reason = errorText(-result)
        switch -result {
        case EADDRINUSE: return .addressInUse(host: host, port: port, reason: reason)
        case EACCES, EPERM: return .permissionDenied(host: host, port: port, reason: reason)
        case EADDRNOTAVAIL, EAFNOSUPPORT, EINVAL:
            return .invalidAddress(host: host, port: port, reason: reason)
        default: return .system(call: call, reason: reason)
        }
    }
}
