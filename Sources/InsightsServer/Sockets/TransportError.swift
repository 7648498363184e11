public import InsightsHTTP

/// The reason why there is no response.
public enum TransportError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No server listens there, or the host has no address.
    case cannotConnect(host: String, port: Int, reason: String)
    /// A proxy on the way refused to reach the server.
    case refusedByProxy(proxy: String, host: String, port: Int, status: HTTPStatus)
    /// The response was not complete in time.
    case timedOut(host: String, port: Int)
    /// The connection ended before the response was complete.
    case connectionLost(host: String, port: Int, reason: String)
    /// The response is not HTTP/1.1, or exceeds the size limit.
    case malformedResponse(HTTPParseError)
    /// The method or the target of the request cannot be sent.
    case invalidRequest(HTTPParseError)
    /// Too many requests are already waiting, or no thread can be started.
    case overloaded

    /// The error in words: the operation, its object and the reason.
    public var description: String {
        switch self {
        case .cannotConnect(let host, let port, let reason):
            "cannot connect to host '\(host)' port \(port): \(reason)"
        case .refusedByProxy(let proxy, let host, let port, let status):
            "the proxy '\(proxy)' refused host '\(host)' port \(port): \(status)"
                + (status.code == 407 ? "; put user and password into the proxy's variable" : "")
        case .timedOut(let host, let port): "no complete response from host '\(host)' port \(port) in time"
        case .connectionLost(let host, let port, let reason):
            "connection to host '\(host)' port \(port) lost before the response was complete: \(reason)"
        case .malformedResponse(.bodyTooLarge): "the response's content is larger than this client's limit"
        case .malformedResponse(let error): "malformed response: \(error.explanation)"
        case .invalidRequest(let error): "request cannot be sent: \(error.explanation)"
        case .overloaded: "too many requests are waiting to be sent"
        }
    }

    /// Returns the error in words, with the limit if the request was ended by one.
    package func description(seconds: Int64, bytes: Int) -> String {
        switch self {
        case .timedOut: "\(self); the limit is \(seconds) s"
        case .malformedResponse(.bodyTooLarge): "\(self); the limit is \(bytes) bytes"
        default: description
        }
    }
}
