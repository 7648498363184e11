/// What a handler says to a request.
public enum HTTPReply: Sendable {
    /// The answer.
    case response(HTTPResponse)
    /// Work whose cost grows with data. A server runs it off its event loops; the answer comes when it returns.
    case offloaded(@Sendable () -> HTTPResponse)
    /// Work that waits for others, who may ask the same server before they go on.
    ///
    /// A server runs it on threads of its own, so that those who wait never keep deferred work from being done.
    case blocking(@Sendable () -> HTTPResponse)

    /// The answer; what was put off is done on the calling thread.
    public func finish() -> HTTPResponse {
        switch self {
        case .response(let response): response
        case .offloaded(let work), .blocking(let work): work()
        }
    }

    /// The same reply with another answer, made of this one's once it is there.
    public func map(_ change: @escaping @Sendable (HTTPResponse) -> HTTPResponse) -> HTTPReply {
        switch self {
        case .response(let response): .response(change(response))
        case .offloaded(let work): .offloaded { change(work()) }
        case .blocking(let work): .blocking { change(work()) }
        }
    }
}
