import CLinux
import Glibc
import InsightsHTTP
import InsightsTime

/// A tunnel through an upstream proxy (RFC 9110 §9.3.6).
enum ProxyTunnel {
    /// Asks a proxy for a tunnel to a host, over a connection to the proxy.
    ///
    /// It ends early if `stop` becomes readable; -1 for none. From its return on, the connection is one to the host.
    static func open(
        over descriptor: CInt, via proxy: UpstreamProxy, to host: String, port: Int, stop: CInt = -1,
        deadline: MonotonicTime
    ) throws(TransportError) {
        var request = request(host, port, proxy)[...]
        while !request.isEmpty {
            try wait(descriptor, isWriting: true, stop, proxy, deadline)
            let count = request.withUnsafeBytes { clinux_send(descriptor, $0.baseAddress, $0.count, 0) }
            if count >= 0 { request = request.dropFirst(count) } else { try check(CInt(-count), proxy) }
        }
        // The response has no content, like one to HEAD. Bytes behind it are the host's, so none is read with it.
        var parser = ResponseParser(method: .head, limits: HTTPLimits())
        while true {
            try wait(descriptor, isWriting: false, stop, proxy, deadline)
            var byte: UInt8 = 0
            let count = clinux_receive(descriptor, &byte, 1)
            guard count > 0 else {
                try check(count == 0 ? ECONNRESET : CInt(-count), proxy)
                continue
            }
            guard let response = try parse([byte], &parser) else { continue }
            guard (200..<300).contains(response.status.code) else {
                throw proxy.refusal(of: host, port: port, response.status)
            }
            return
        }
    }

    private static func request(_ host: String, _ port: Int, _ proxy: UpstreamProxy) -> [UInt8] {
        let authority = "\(HostName.bracketed(host)):\(port)"
        let credentials = proxy.authorization.map { "Proxy-Authorization: \($0)\r\n" } ?? ""
        return Array("CONNECT \(authority) HTTP/1.1\r\nHost: \(authority)\r\n\(credentials)\r\n".utf8)
    }

    private static func parse(
        _ bytes: [UInt8], _ parser: inout ResponseParser
    ) throws(TransportError) -> HTTPResponse? {
        do throws(HTTPParseError) {
            return try parser.receive(bytes.span)
        } catch {
            throw .malformedResponse(error)
        }
    }

    private static func wait(
        _ descriptor: CInt, isWriting: Bool, _ stop: CInt, _ proxy: UpstreamProxy, _ deadline: MonotonicTime
    ) throws(TransportError) {
        while true {
            // The deadline holds whatever arrives.
            let now = MonotonicTime.now
            guard now < deadline else { throw .timedOut(host: proxy.host, port: proxy.port) }
            let ready = clinux_wait_pair(descriptor, isWriting ? 2 : 1, -1, 0, stop, deadline.milliseconds(from: now))
            if ready > 0, ready & 3 != 0 { return }
            guard ready == 0 || ready == -EINTR else { throw .timedOut(host: proxy.host, port: proxy.port) }
        }
    }

    /// Throws for a system error, unless it means to try again.
    private static func check(_ error: CInt, _ proxy: UpstreamProxy) throws(TransportError) {
        guard error != EAGAIN, error != EINTR else { return }
        throw .connectionLost(host: proxy.host, port: proxy.port, reason: errorText(error))
    }
}
