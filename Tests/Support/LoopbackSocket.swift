import Glibc

/// A stream socket that is bound to a free port of this machine, and that no program inherits.
///
/// Its owner closes the descriptor.
package struct LoopbackSocket {
    /// The socket cannot be opened.
    private struct Failure: Error {}

    /// The descriptor.
    package let descriptor: CInt
    /// The port, which the system chose.
    package let port: Int

    /// Opens a socket.
    ///
    /// - Parameters:
    ///   - host: an address in 127.0.0.0/8.
    ///   - backlog: the number of connections that may wait; nil for a socket that does not listen.
    ///   - blocks: whether calls on it wait.
    /// - Throws: a failure if the system opens none.
    package init(host: String = "127.0.0.1", listening backlog: CInt? = nil, blocks: Bool = true) throws {
        let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | (blocks ? 0 : SOCK_NONBLOCK.rawValue)
        let number = socket(AF_INET, Int32(kind), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr(host)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isOpen = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(number, address, length) == 0 && getsockname(number, address, &length) == 0
                    && backlog.map { listen(number, $0) == 0 } != false
            }
        }
        guard isOpen else {
            if number >= 0 { close(number) }
            throw Failure()
        }
        descriptor = number
        port = Int(in_port_t(bigEndian: address.sin_port))
    }
}
