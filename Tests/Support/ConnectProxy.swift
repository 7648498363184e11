import Dispatch
import Glibc
import Synchronization

/// A small forward proxy on a port of this machine, which leads names to other ports of this machine.
///
/// It takes CONNECT and plain requests, and notes each. It resolves no name: another one gets 502.
package final class ConnectProxy: Sendable {
    /// A request that the proxy got.
    package struct Call: Equatable, Sendable {
        /// The method and the target.
        package let line: String
        /// The value of `Proxy-Authorization`; nil for none.
        package let authorization: String?

        /// Creates a request as the proxy notes it.
        package init(line: String, authorization: String?) {
            self.line = line
            self.authorization = authorization
        }
    }

    private let descriptor: CInt
    /// The port.
    package let port: Int
    private let routes: [String: Int]
    private let authorization: String?
    private let noted = Mutex<[Call]>([])

    /// Starts a proxy; `routes` leads `host:port` to ports, and `authorization` is the credentials that it demands.
    package init(_ routes: [String: Int], authorization: String? = nil) throws {
        self.routes = routes
        self.authorization = authorization
        let socket = try LoopbackSocket(listening: 64)
        descriptor = socket.descriptor
        port = socket.port
        DispatchQueue(label: "proxy").async { [descriptor, self] in
            while true {
                let client = accept(descriptor, nil, nil)
                guard client >= 0 else { break }
                _ = fcntl(client, F_SETFD, FD_CLOEXEC)
                DispatchQueue(label: "proxy connection").async { self.serve(client) }
            }
            // Closed here, so that no other socket gets the number while this one may still be waited for.
            close(descriptor)
        }
    }

    /// Ends it, but not its open connections.
    package func stop() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// Returns the URL for a variable; `user` is written before the host.
    package func url(user: String = "") -> String { "http://\(user)127.0.0.1:\(port)" }

    /// The requests so far.
    package var calls: [Call] { noted.withLock { $0 } }

    private func serve(_ client: CInt) {
        defer { close(client) }
        var bytes: [UInt8] = []
        let end = Array("\r\n\r\n".utf8)
        while bytes.suffix(4) != end[...] {
            var byte: UInt8 = 0
            guard recv(client, &byte, 1, 0) == 1 else { return }
            bytes.append(byte)
        }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n").map(String.init)
        let words = (lines.first ?? "").split(separator: " ").map(String.init)
        let prefix = "Proxy-Authorization: "
        let given = lines.first { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
        noted.withLock { $0.append(Call(line: words.prefix(2).joined(separator: " "), authorization: given)) }
        guard words.count == 3, authorization == nil || given == authorization else {
            return send(client, "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        }
        let isTunnel = words[0] == "CONNECT"
        let rest = isTunnel ? words[1][...] : words[1].dropFirst("http://".count)
        let authority = String(rest.prefix { $0 != "/" })
        let route = routes[authority.contains(":") ? authority : authority + ":80"]
        guard let route, let server = connect(to: route) else {
            return send(client, "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
        }
        defer { close(server) }
        if isTunnel {
            send(client, "HTTP/1.1 200 Connection established\r\n\r\n")
        } else {
            let kept = lines.dropFirst().filter { !$0.hasPrefix(prefix) }
            send(server, "\(words[0]) \(rest.dropFirst(authority.count)) HTTP/1.1\r\n")
            send(server, kept.map { $0 + "\r\n" }.joined() + "\r\n")
        }
        relay(client, server)
    }

    private func connect(to port: Int) -> CInt? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if result == 0 { return descriptor }
        close(descriptor)
        return nil
    }

    private func send(_ descriptor: CInt, _ text: String) {
        send(descriptor, Array(text.utf8)[...])
    }

    private func send(_ descriptor: CInt, _ bytes: ArraySlice<UInt8>) {
        var bytes = bytes
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }

    /// Copies bytes both ways until either side ends.
    private func relay(_ left: CInt, _ right: CInt) {
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            var entries = [left, right].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            guard poll(&entries, 2, -1) > 0 else { return }
            for (entry, other) in zip(entries, [right, left]) where entry.revents != 0 {
                let count = recv(entry.fd, &buffer, buffer.count, 0)
                guard count > 0 else { return }
                send(other, buffer[..<count])
            }
        }
    }
}
