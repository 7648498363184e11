import CLinux
public import InsightsHTTP
import InsightsTime
import Synchronization

/// A transport that sends requests to a server over TCP sockets.
///
/// Blocking calls run on its own threads, never on those of the caller's tasks. Connections are reused. A request that
/// must not be sent twice always gets a new connection (RFC 9110 §9.2.2).
public final class SocketTransport: HTTPTransport {
    /// The default limit on the content of a response, 64 MiB.
    public static let defaultBodyBytes = 64 * 1024 * 1024
    /// The greatest number of idle connections kept.
    private static let keptConnections = 16
    /// The greatest number of requests that wait for a thread.
    private static let queueLimit = 4096

    private let host: String
    private let port: Int
    private let timeout: Duration
    private let limits: HTTPLimits
    private let tls: ClientTLS?
    private let proxy: UpstreamProxy?
    private let openSocket: (@Sendable (Int32) -> Int32)?
    private let idle = Mutex<[ClientConnection]>([])
    private let workers: WorkerPool?

    /// Creates a transport to a host and port; it connects with the first request.
    ///
    /// `timeout` limits a request from its start to the end of its response, and `maximumBodyBytes` limits the
    /// response's content. At most `concurrency` requests run at a time; further ones wait. With `tls`, the connection
    /// is encrypted, and the server needs a trusted certificate for the host. With `proxy`, the host is reached through
    /// it; the proxy resolves the host's name. With `openSocket`, sockets come from it: it gets a family of addresses and
    /// returns a descriptor that does not block, or a negated error number.
    public init(
        host: String = "127.0.0.1", port: Int, timeout: Duration = .seconds(30),
        maximumBodyBytes: Int = defaultBodyBytes, concurrency: Int = 16, tls: ClientTLS? = nil,
        proxy: UpstreamProxy? = nil, openSocket: (@Sendable (Int32) -> Int32)? = nil
    ) {
        self.host = host
        self.port = port
        self.timeout = timeout
        var limits = HTTPLimits()
        limits.bodyBytes = maximumBodyBytes
        self.limits = limits
        self.tls = tls
        self.proxy = proxy
        self.openSocket = openSocket
        workers = try? WorkerPool(named: "http-client", threadLimit: concurrency, queueLimit: Self.queueLimit)
    }

    deinit {
        workers?.close(until: .now)
    }

    /// Sends one request and returns the response with its whole content.
    ///
    /// - Throws: the reason why there is no response. A response with an error status is not an error.
    public func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let deadline = MonotonicTime.now + timeout
        let result: Result<HTTPResponse, TransportError> = await withCheckedContinuation { continuation in
            let accepted = workers?.submit {
                do throws(TransportError) {
                    continuation.resume(returning: .success(try self.exchange(request, deadline: deadline)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
            if accepted != true { continuation.resume(returning: .failure(.overloaded)) }
        }
        return try result.get()
    }

    /// Sends one request and waits for the response on the calling thread.
    ///
    /// - Throws: the reason why there is no response. A response with an error status is not an error.
    public func sendAndWait(_ request: HTTPRequest) throws(TransportError) -> HTTPResponse {
        try exchange(request, deadline: MonotonicTime.now + timeout)
    }

    private func exchange(_ request: HTTPRequest, deadline: MonotonicTime) throws(TransportError) -> HTTPResponse {
        let request = forwardedByProxy(request)
        var bytes: [UInt8] = []
        do {
            try RequestEncoder.append(request, host: hostField, closes: false, to: &bytes)
        } catch {
            throw .invalidRequest(error)
        }
        if Self.mayBeSentTwice(request.method), let connection = takeIdle() {
            var parser = ResponseParser(method: request.method, limits: limits)
            do {
                return try exchange(bytes, on: connection, &parser, deadline)
            } catch .connectionLost where !parser.hasStarted {
                // The server closed the idle connection at that moment: try once more on a new one.
            }
        }
        let connection = try ClientConnection(
            host: host, port: port, tls: tls, via: proxy, deadline: deadline,
            openSocket: openSocket ?? clinux_tcp_socket)
        var parser = ResponseParser(method: request.method, limits: limits)
        return try exchange(bytes, on: connection, &parser, deadline)
    }

    private func exchange(
        _ bytes: [UInt8], on connection: ClientConnection, _ parser: inout ResponseParser, _ deadline: MonotonicTime
    ) throws(TransportError) -> HTTPResponse {
        let response = try connection.exchange(bytes, parser: &parser, deadline: deadline)
        if let proxy, tls == nil, response.status.code == 407 {
            throw proxy.refusal(of: host, port: port, response.status)
        }
        if parser.keepsAlive {
            idle.withLock { idle in
                if idle.count < Self.keptConnections { idle.append(connection) }
            }
        }
        return response
    }

    /// Returns the form of a request for a proxy that forwards it (RFC 9112 §3.2.2); unchanged without such a proxy.
    private func forwardedByProxy(_ request: HTTPRequest) -> HTTPRequest {
        guard let proxy, tls == nil else { return request }
        var request = request
        request.target = "http://\(hostField)\(request.target)"
        if let authorization = proxy.authorization { request.fields.append("Proxy-Authorization", authorization) }
        return request
    }

    private func takeIdle() -> ClientConnection? {
        while let connection = idle.withLock({ $0.popLast() }) {
            if connection.isIdle { return connection }
        }
        return nil
    }

    /// The value of `Host`; an IPv6 address is in brackets (RFC 9110 §7.2).
    private var hostField: String {
        host.contains(":") && !host.hasPrefix("[") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    private static func mayBeSentTwice(_ method: HTTPMethod) -> Bool {
        method == .get || method == .head || method == .put || method == .delete || method == .options
    }
}
