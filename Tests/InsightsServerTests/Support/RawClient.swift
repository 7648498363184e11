import Glibc
import InsightsHTTP
import Testing

/// A TCP connection to a server under test, byte for byte.
///
/// Every read waits for `limit` at most.
final class RawClient {
    /// How long a server may take, in seconds: what takes longer hangs.
    private static let limit = 300
    /// This machine, as most servers under test know it.
    static let local = "127.0.0.1"

    private(set) var descriptor: CInt
    /// The bytes read after the last response.
    var unread: [UInt8] = []

    init(port: Int, host: String = local) throws {
        descriptor = try #require(Self.connect(port: port, host: host), "nobody listens on port \(port)")
    }

    deinit {
        if descriptor >= 0 { Glibc.close(descriptor) }
    }

    /// Connects to a port of this machine; nil if that fails.
    static func connect(port: Int, host: String = local, using given: CInt? = nil) -> CInt? {
        let descriptor = given ?? newSocket()
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr(host)
        beginWaiting(descriptor)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                Glibc.connect(descriptor, address, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if result == 0 { return descriptor }
        Glibc.close(descriptor)
        return nil
    }

    /// Creates a socket that no program inherits.
    static func newSocket() -> CInt {
        socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    }

    /// Bounds how long reads, and a listening socket, wait.
    static func beginWaiting(_ descriptor: CInt) {
        var timeout = timeval(tv_sec: limit, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    }

    /// Waits until a port has no listener, on a host that no other test uses; returns false if it keeps one.
    ///
    /// A process that another test is just starting holds a copy of every descriptor for a moment.
    static func waitUntilRefused(port: Int, host: String) -> Bool {
        let end = ContinuousClock.now + .seconds(limit)
        while let descriptor = connect(port: port, host: host) {
            Glibc.close(descriptor)
            if ContinuousClock.now > end { return false }
            sched_yield()
        }
        return true
    }

    /// Returns a host of this machine that only this run of the tests uses, and only with that number.
    ///
    /// Another test may get a released port of 127.0.0.1 immediately.
    static func host(_ number: UInt8) -> String {
        "127.\(getpid() >> 8 & 255).\(getpid() & 255).\(number)"
    }

    /// Takes over a connected descriptor.
    init(descriptor: CInt) {
        self.descriptor = descriptor
    }

    /// Sends bytes; what the peer no longer takes is dropped.
    func send(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let result = bytes.withUnsafeBytes { buffer in
                Glibc.send(descriptor, buffer.baseAddress! + sent, buffer.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard result > 0 else { return }
            sent += result
        }
    }

    /// Sends text.
    func send(_ text: String) {
        send(Array(text.utf8))
    }

    /// Reads what has arrived, waiting for it; empty at the end, nil if the connection was cut or nothing arrives.
    func receive(atMost count: Int = 65_536) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: count)
        let result = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
        return result < 0 ? nil : Array(buffer[..<result])
    }

    /// Reads exactly one answer and leaves what follows for the next call.
    func receiveResponse(to method: HTTPMethod = .get) throws -> HTTPResponse {
        var parser = ResponseParser(method: method, limits: HTTPLimits())
        while true {
            while !unread.isEmpty {
                let byte = unread.removeFirst()
                if let response = try parser.receive([byte].span) { return response }
            }
            unread = try #require(receive(), "no answer in time")
            if unread.isEmpty, let response = try parser.receiveEnd() { return response }
        }
    }

    /// Reads up to an empty line and no further.
    func receiveHead() -> String {
        var bytes: [UInt8] = []
        while !bytes.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            if unread.isEmpty { unread = receive() ?? [] }
            guard !unread.isEmpty else { break }
            bytes.append(unread.removeFirst())
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Reads until the server has ended the connection; nil if it was cut.
    func receiveToEnd() -> [UInt8]? {
        var bytes = unread
        unread = []
        while let more = receive() {
            if more.isEmpty { return bytes }
            bytes += more
        }
        return nil
    }

    /// Whether there is something to read now.
    var isReadable: Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) > 0
    }

    /// Waits until the connection has been cut, without reading; false if that does not happen.
    func waitUntilCut() -> Bool {
        var entry = pollfd(fd: descriptor, events: 0, revents: 0)
        return poll(&entry, 1, CInt(Self.limit) * 1000) > 0
    }

    /// Tells the server that nothing more will be sent.
    func endOutput() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Closes the connection, or cuts it.
    func close(cutting: Bool = false) {
        if cutting {
            var option = linger(l_onoff: 1, l_linger: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        }
        Glibc.close(descriptor)
        descriptor = -1
    }
}
