import CLinux
import Glibc
import InsightsHTTP
import InsightsTime

/// A client's connection to a server, used for one request at a time.
///
/// Every call blocks until its deadline at the latest.
final class ClientConnection: Sendable {
    private let descriptor: FileDescriptor
    private let host: String
    private let port: Int
    // Used by one request at a time; the transport's lock passes it from one request to the next.
    private nonisolated(unsafe) let tls: TLSStream?

    /// Connects to a server, or to the proxy on the way to it, and, with TLS, completes the handshake.
    ///
    /// TLS goes through a tunnel. A plain request is the proxy's to forward, so that the connection ends there.
    init(
        host: String, port: Int, tls configuration: ClientTLS?, via proxy: UpstreamProxy? = nil,
        deadline: MonotonicTime,
        openSocket: (CInt) -> CInt = clinux_tcp_socket
    ) throws(TransportError) {
        self.host = host
        self.port = port
        let descriptor = try Self.connect(proxy?.host ?? host, proxy?.port ?? port, deadline, openSocket)
        if let proxy, configuration != nil {
            try ProxyTunnel.open(over: descriptor.number, via: proxy, to: host, port: port, deadline: deadline)
        }
        tls = try configuration.map { (tls) throws(TransportError) in
            try Self.handshake(tls, over: descriptor.number, host, port, deadline)
        }
        self.descriptor = descriptor
    }

    private static func connect(
        _ host: String, _ port: Int, _ deadline: MonotonicTime, _ openSocket: (CInt) -> CInt
    ) throws(TransportError) -> FileDescriptor {
        switch SocketAddress.resolve(host: host, port: port, deadline: deadline) {
        case nil: throw .timedOut(host: host, port: port)
        case .success(let addresses): return try connect(addresses, host, port, deadline, openSocket)
        case .failure(let error): throw .cannotConnect(host: host, port: port, reason: error.reason)
        }
    }

    /// Connects to the first address of a host that accepts; the remaining time is divided among the remaining
    /// addresses.
    static func connect(
        _ addresses: [SocketAddress], _ host: String, _ port: Int, _ deadline: MonotonicTime,
        _ openSocket: (CInt) -> CInt = clinux_tcp_socket
    ) throws(TransportError) -> FileDescriptor {
        var failure = TransportError.timedOut(host: host, port: port)
        for (index, address) in addresses.enumerated() {
            let rest = Int(deadline.milliseconds(from: .now))
            do throws(TransportError) {
                return try connect(
                    address, host, port, .now + .milliseconds(max(0, rest) / (addresses.count - index)), openSocket)
            } catch {
                failure = error
            }
        }
        throw failure
    }

    private static func connect(
        _ address: SocketAddress, _ host: String, _ port: Int, _ deadline: MonotonicTime, _ openSocket: (CInt) -> CInt
    ) throws(TransportError) -> FileDescriptor {
        var storage = address.storage
        let number = openSocket(clinux_family(&storage))
        guard number >= 0 else { throw .cannotConnect(host: host, port: port, reason: errorText(-number)) }
        let descriptor = FileDescriptor(number)
        clinux_set_no_delay(number)
        var result = clinux_connect(number, &storage, address.length)
        if result == -EINPROGRESS {
            while clinux_wait(number, -1, 1, deadline.milliseconds(from: .now)) == 0 {
                guard MonotonicTime.now < deadline else { throw .timedOut(host: host, port: port) }
            }
            result = clinux_socket_error(number)
        }
        guard result == 0 else { throw .cannotConnect(host: host, port: port, reason: errorText(-result)) }
        return descriptor
    }

    /// Performs the TLS handshake and verifies the server's certificate.
    private static func handshake(
        _ configuration: ClientTLS, over descriptor: CInt, _ host: String, _ port: Int, _ deadline: MonotonicTime
    ) throws(TransportError) -> TLSStream {
        func failure(_ reason: String) -> TransportError {
            .cannotConnect(host: host, port: port, reason: "TLS: \(reason)")
        }
        let name = HostName.normalized(configuration.serverName ?? host)
        guard let name, let session = TLSSession(client: configuration.context, host: name) else {
            throw failure("'\(configuration.serverName ?? host)' is no host name")
        }
        let stream = TLSStream(session)
        var scratch = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            if case .failed(let reason) = stream.read(into: &scratch) {
                _ = stream.flush(to: descriptor)
                throw failure(reason)
            }
            let flushed = stream.flush(to: descriptor)
            if stream.isEstablished { return stream }
            guard flushed != .closed else { throw failure("closed by the server") }
            let now = MonotonicTime.now
            guard now < deadline else { throw .timedOut(host: host, port: port) }
            let ready = clinux_wait(descriptor, -1, flushed == .blocked ? 1 : 0, deadline.milliseconds(from: now))
            guard ready & 1 != 0 else { continue }
            let count = scratch.withUnsafeMutableBytes { clinux_receive(descriptor, $0.baseAddress, $0.count) }
            if count > 0 { stream.receive(scratch.span.extracting(first: count)) }
            if count == 0 { throw failure("closed by the server") }
            if count < 0, CInt(-count) != EAGAIN { throw failure(errorText(CInt(-count))) }
        }
    }

    /// Whether the server has neither closed the connection nor sent unexpected bytes.
    var isIdle: Bool {
        clinux_wait(descriptor.number, -1, 0, 0) == 0
    }

    /// Sends a request's bytes and reads the response.
    ///
    /// It also reads while it is still sending, because a server may reject a request early.
    func exchange(
        _ request: [UInt8], parser: inout ResponseParser, deadline: MonotonicTime
    ) throws(TransportError) -> HTTPResponse {
        var sent = 0
        var scratch = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let mayWrite = sent < request.count
            // The deadline holds whatever arrives: a peer may send interim responses, or content, for ever.
            let now = MonotonicTime.now
            guard now < deadline else { throw .timedOut(host: host, port: port) }
            let ready = clinux_wait(descriptor.number, -1, mayWrite ? 1 : 0, deadline.milliseconds(from: now))
            if ready == 0 { continue }
            if ready & 1 != 0, let response = try receive(&parser, &scratch) {
                if sent < request.count { parser.abandonConnection() }
                return response
            }
            if ready & 4 != 0, mayWrite { sent += try send(request, from: sent) }
        }
    }

    /// Sends part of the request and returns the number of bytes sent.
    ///
    /// A closed connection is not an error here, because the peer may have responded before it closed.
    private func send(_ request: [UInt8], from start: Int) throws(TransportError) -> Int {
        let result = request.withUnsafeBytes { bytes in
            let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
            if let tls { return tls.send(rest, to: descriptor.number) }
            return clinux_send(descriptor.number, rest.baseAddress, rest.count, 0)
        }
        if result >= 0 { return result }
        switch CInt(-result) {
        case EAGAIN: return 0
        case EPIPE, ECONNRESET: return request.count - start
        default: throw .connectionLost(host: host, port: port, reason: errorText(CInt(-result)))
        }
    }

    private func receive(
        _ parser: inout ResponseParser, _ scratch: inout [UInt8]
    ) throws(TransportError) -> HTTPResponse? {
        let count = scratch.withUnsafeMutableBytes { bytes in
            clinux_receive(descriptor.number, bytes.baseAddress, bytes.count)
        }
        if count < 0 {
            guard CInt(-count) != EAGAIN else { return nil }
            throw .connectionLost(host: host, port: port, reason: errorText(CInt(-count)))
        }
        if let tls, count > 0 { return try receive(through: tls, count, &parser, &scratch) }
        return try parse(count, &parser, scratch)
    }

    /// Decrypts the first `count` bytes of `scratch` and parses the response from the plain bytes.
    private func receive(
        through tls: TLSStream, _ count: Int, _ parser: inout ResponseParser, _ scratch: inout [UInt8]
    ) throws(TransportError) -> HTTPResponse? {
        tls.receive(scratch.span.extracting(first: count))
        var received: HTTPResponse?
        while true {
            switch tls.read(into: &scratch) {
            case .bytes(let count): received = try parse(count, &parser, scratch) ?? received
            case .needsInput: return received
            case .ended:
                if let received { return received }
                return try parse(0, &parser, scratch)
            case .failed(let reason): throw .connectionLost(host: host, port: port, reason: "TLS: \(reason)")
            }
        }
    }

    /// Parses the response from the first `count` bytes of `scratch`; 0 means the end of input.
    private func parse(
        _ count: Int, _ parser: inout ResponseParser, _ scratch: [UInt8]
    ) throws(TransportError) -> HTTPResponse? {
        do {
            if count > 0 { return try parser.receive(scratch.span.extracting(first: count)) }
            return try parser.receiveEnd()
        } catch .unexpectedEnd {
            throw .connectionLost(host: host, port: port, reason: "closed by the server")
        } catch {
            throw .malformedResponse(error)
        }
    }
}
