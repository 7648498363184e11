import CLinux
import Glibc
import InsightsHTTP

/// One connection to a server, used for one request at a time.
///
/// Every call blocks, until its deadline at the latest.
final class ClientConnection: Sendable {
    private let descriptor: FileDescriptor
    private let host: String
    private let port: Int

    /// Connects.
    init(host: String, port: Int, deadline: MonotonicTime) throws(TransportError) {
        self.host = host
        self.port = port
        let address: SocketAddress
        switch SocketAddress.resolve(host: host, port: port) {
        case .success(let resolved): address = resolved
        case .failure(let error): throw .cannotConnect(host: host, port: port, reason: error.reason)
        }
        var storage = address.storage
        let number = clinux_tcp_socket(clinux_family(&storage))
        guard number >= 0 else { throw .cannotConnect(host: host, port: port, reason: errorText(-number)) }
        descriptor = FileDescriptor(number)
        clinux_set_no_delay(number)
        var result = clinux_connect(number, &storage, address.length)
        if result == -EINPROGRESS {
            while clinux_wait(number, -1, 1, deadline.milliseconds(from: .now)) == 0 {
                guard MonotonicTime.now < deadline else { throw .timedOut(host: host, port: port) }
            }
            result = clinux_socket_error(number)
        }
        guard result == 0 else { throw .cannotConnect(host: host, port: port, reason: errorText(-result)) }
    }

    /// Whether the server has neither closed the connection nor sent what nobody asked for.
    var isIdle: Bool {
        clinux_wait(descriptor.number, -1, 0, 0) == 0
    }

    /// Sends a request's bytes and reads the answer, also while still sending: a server may refuse early.
    func exchange(
        _ request: [UInt8], parser: inout ResponseParser, deadline: MonotonicTime
    ) throws(TransportError) -> HTTPResponse {
        var sent = 0
        var scratch = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let mayWrite = sent < request.count
            let ready = clinux_wait(descriptor.number, -1, mayWrite ? 1 : 0, deadline.milliseconds(from: .now))
            if ready == 0 {
                guard MonotonicTime.now < deadline else { throw .timedOut(host: host, port: port) }
                continue
            }
            if ready & 1 != 0, let response = try receive(&parser, &scratch) {
                if sent < request.count { parser.abandonConnection() }
                return response
            }
            if ready & 4 != 0, mayWrite { sent += try send(request, from: sent) }
        }
    }

    /// Sends part of the request; a peer that takes no more may still have answered, so that is no error here.
    private func send(_ request: [UInt8], from start: Int) throws(TransportError) -> Int {
        let result = request.withUnsafeBytes { bytes in
            clinux_send(descriptor.number, bytes.baseAddress?.advanced(by: start), bytes.count - start, 0)
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
        do {
            if count > 0 { return try parser.receive(scratch.span.extracting(first: count)) }
            return try parser.receiveEnd()
        } catch .unexpectedEnd {
            throw .connectionLost(host: host, port: port, reason: "closed by the server")
        } catch {
            throw .malformedAnswer(error)
        }
    }
}
