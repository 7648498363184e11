import CLinux
import Glibc
import InsightsTime

/// The acceptor of connections on a server's ports.
struct Acceptor: Sendable {
    private let listeners: [Listener]
    /// A descriptor that is readable when one of the listeners is.
    private let ready: Readiness

    /// An epoll descriptor that represents several descriptors.
    private final class Readiness: Sendable {
        let descriptor: FileDescriptor

        init(_ number: CInt) {
            descriptor = FileDescriptor(number)
        }
    }

    /// Registers listening sockets, which it then owns.
    init(_ listeners: [Listener]) throws(ServerError) {
        self.listeners = listeners
        let number = clinux_epoll_create()
        guard number >= 0 else { throw .system(call: "epoll_create1", reason: errorText(-number)) }
        ready = Readiness(number)
        for listener in listeners {
            let result = clinux_epoll_add(number, listener.number, CLINUX_READABLE, 0)
            guard result == 0 else { throw .system(call: "epoll_ctl", reason: errorText(-result)) }
        }
    }

    /// Accepts connections and distributes them over the loops in turn, until the limiter stops.
    func run(gate: ConnectionLimiter, loops: [LoopMailbox]) {
        var next = 0
        while !gate.hasStopped {
            let ready = clinux_wait(ready.descriptor.number, gate.wakeNumber, 0, -1)
            if ready & 2 != 0 { gate.takeWake() }
            guard ready & 1 != 0 else { continue }
            guard gate.hasRoom() else {
                makeRoom(gate, loops)
                continue
            }
            // Accept one connection per port and round, so that a busy port does not delay the others.
            var isAccepting = true
            while isAccepting {
                isAccepting = false
                for listener in listeners where !gate.hasStopped && gate.hasRoom() {
                    guard accept(listener, gate: gate, into: loops[next % loops.count]) else { continue }
                    next &+= 1
                    isAccepting = true
                }
            }
        }
    }

    /// Asks the loops to close a connection for the one that waits, and waits for that, at most 100 ms.
    private func makeRoom(_ gate: ConnectionLimiter, _ loops: [LoopMailbox]) {
        gate.awaitClose()
        let request = RoomRequest(loops: loops.count)
        for loop in loops { loop.post(.makeRoom(request)) }
        if clinux_wait(-1, gate.wakeNumber, 0, 100) & 2 != 0 { gate.takeWake() }
    }

    /// Accepts one connection; returns false if none is waiting or no descriptor is available.
    private func accept(_ listener: Listener, gate: ConnectionLimiter, into loop: LoopMailbox) -> Bool {
        var peer = sockaddr_storage()
        let number = listener.accept(&peer)
        if number >= 0 {
            gate.enter()
            clinux_set_no_delay(number)
            let address = SocketAddress.text(&peer)
            if !loop.post(
                .accepted(
                    descriptor: number, remoteAddress: address, speaksTLS: listener.speaksTLS, at: .now))
            {
                close(number)
                gate.leave()
            }
            return true
        }
        switch -number {
        case ECONNABORTED: return true
        case EMFILE, ENFILE, ENOBUFS, ENOMEM:
            // The connection stays in the queue and the socket stays readable: wait for a free descriptor, at most 100
            // ms.
            gate.awaitClose()
            if clinux_wait(-1, gate.wakeNumber, 0, 100) & 2 != 0 { gate.takeWake() }
            return false
        default: return false
        }
    }
}
