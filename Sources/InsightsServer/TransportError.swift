public import InsightsHTTP

/// Why no answer arrived.
public enum TransportError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Nobody listens there, or the host has no address.
    case cannotConnect(host: String, port: Int, reason: String)
    /// The answer was not complete in time.
    case timedOut(host: String, port: Int)
    /// The connection ended before the answer did.
    case connectionLost(host: String, port: Int, reason: String)
    /// The answer is not HTTP/1.1, or larger than allowed.
    case malformedAnswer(HTTPParseError)
    /// The request's method or target cannot be sent.
    case invalidRequest(HTTPParseError)
    /// Too many requests wait already, or no thread can be had.
    case overloaded

    /// What failed, with what, and why.
    public var description: String {
        switch self {
        case .cannotConnect(let host, let port, let reason):
            "cannot connect to host '\(host)' port \(port): \(reason)"
        case .timedOut(let host, let port): "no complete answer from host '\(host)' port \(port) in time"
        case .connectionLost(let host, let port, let reason):
            "connection to host '\(host)' port \(port) lost before the answer was complete: \(reason)"
        case .malformedAnswer(let error): "malformed answer: \(error.explanation)"
        case .invalidRequest(let error): "request cannot be sent: \(error.explanation)"
        case .overloaded: "too many requests are waiting to be sent"
        }
    }
}
