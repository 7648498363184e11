import Glibc
import Testing

/// A port of this machine at which the test itself accepts connections and answers, byte for byte.
final class RawServer {
    private let descriptor: CInt
    /// The port.
    let port: Int

    init() throws {
        descriptor = RawClient.newSocket()
        RawClient.beginWaiting(descriptor)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr(RawClient.local)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listens = withUnsafeMutablePointer(to: &address) { [descriptor] pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && getsockname(descriptor, address, &length) == 0
                    && listen(descriptor, 16) == 0
            }
        }
        port = Int(in_port_t(bigEndian: address.sin_port))
        try #require(listens, "no port can be listened at")
    }

    deinit {
        close(descriptor)
    }

    /// Waits for the next connection.
    func accept() throws -> RawClient {
        let connection = Glibc.accept(descriptor, nil, nil)
        try #require(connection >= 0, "nobody connects")
        _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
        RawClient.beginWaiting(connection)
        return RawClient(descriptor: connection)
    }
}

extension RawClient {
    /// Reads a request without content and answers it with an empty 200; returns its method.
    func respondOnce() throws -> String {
        let head = receiveHead()
        try #require(head.hasSuffix("\r\n\r\n"), "no request")
        send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        return String(head.prefix { $0 != " " })
    }
}
