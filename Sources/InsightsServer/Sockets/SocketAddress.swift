import CLinux
import Glibc
import InsightsHTTP
import InsightsTime
import Synchronization

/// An IPv4 or IPv6 address of a TCP socket.
struct SocketAddress: Sendable {
    // Immutable after creation: the plain bytes of the C structure.
    let storage: sockaddr_storage
    let length: socklen_t

    /// The greatest number of addresses of a host that are tried.
    static let most = 8

    /// Resolves a host, given as an address or a name, to its addresses in the order to try them (RFC 6724).
    ///
    /// The result has at least one address, or the reason why there is none; `localhost` means 127.0.0.1.
    static func resolve(host: String, port: Int) -> Result<[SocketAddress], ResolutionError> {
        guard let port = UInt16(exactly: port) else {
            return .failure(ResolutionError(reason: "port is not 0 to 65535"))
        }
        var storages = [sockaddr_storage](repeating: sockaddr_storage(), count: most)
        var lengths = [socklen_t](repeating: 0, count: most)
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        let name = host == "localhost" ? "127.0.0.1" : isBracketed ? String(host.dropFirst().dropLast()) : host
        let count = clinux_resolve(name, port, &storages, &lengths, CInt(most))
        guard count > 0 else {
            return .failure(ResolutionError(reason: String(cString: clinux_resolve_error(count))))
        }
        return .success(zip(storages, lengths).prefix(Int(count)).map { SocketAddress(storage: $0, length: $1) })
    }

    /// Resolves a host until a deadline; nil if that passes.
    ///
    /// The system's resolver has no deadline and may ask several servers in turn, so a separate thread waits for it.
    static func resolve(
        host: String, port: Int, deadline: MonotonicTime
    ) -> Result<[SocketAddress], ResolutionError>? {
        // Addresses and this machine need no server.
        guard host != "localhost", !HostName.isAddress(host), !host.hasPrefix("[") else {
            return resolve(host: host, port: port)
        }
        guard let answer = ResolverAnswer() else { return resolve(host: host, port: port) }
        let thread = try? NativeThread(named: "resolver") { answer.give(resolve(host: host, port: port)) }
        guard let thread else { return resolve(host: host, port: port) }
        thread.detach()
        return answer.wait(until: deadline)
    }

    /// Returns the numeric form of an address, without its port; that of a Unix socket's peer says no more than that.
    static func text(_ storage: inout sockaddr_storage) -> String {
        if clinux_family(&storage) == AF_UNIX { return Loopback.unixPeer }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { buffer in
            guard let start = buffer.baseAddress else { return "" }
            clinux_address_text(&storage, start, buffer.count)
            return String(cString: start)
        }
    }
}

/// The reason why a host has no address.
struct ResolutionError: Error {
    var reason: String
}

/// The answer of the system's resolver, which another thread gives.
private final class ResolverAnswer: Sendable {
    private let result = Mutex<Result<[SocketAddress], ResolutionError>?>(nil)
    private let ready: FileDescriptor

    init?() {
        let number = clinux_eventfd(1, 0)
        guard number >= 0 else { return nil }
        ready = FileDescriptor(number)
    }

    func give(_ answer: Result<[SocketAddress], ResolutionError>) {
        result.withLock { $0 = answer }
        _ = clinux_eventfd_add(ready.number, 1)
    }

    func wait(until deadline: MonotonicTime) -> Result<[SocketAddress], ResolutionError>? {
        while clinux_wait(ready.number, -1, 0, deadline.milliseconds(from: .now)) & 1 == 0 {
            guard MonotonicTime.now < deadline else { return nil }
        }
        return result.withLock { $0 }
    }
}
