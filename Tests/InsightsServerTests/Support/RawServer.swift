import Glibc
import TestSupport
import Testing

/// A port of this machine at which the test itself accepts connections and answers, byte for byte.
final class RawServer {
    private let descriptor: CInt
    /// The port.
    let port: Int

    init() throws {
        let socket = try LoopbackSocket(listening: 16)
        descriptor = socket.descriptor
        port = socket.port
        RawClient.beginWaiting(descriptor)
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
