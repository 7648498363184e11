/// What a handler says to a request.
public enum HTTPReply: Sendable {
    /// The answer.
    case response(HTTPResponse)
    /// Work whose cost grows with data. A server runs it off its event loops; the answer comes when it returns.
    case deferred(@Sendable () -> HTTPResponse)
}

/// Answers requests.
///
/// Synchronous: a handler decides at once, and hands long work back as a value.
public protocol HTTPHandler: Sendable {
    /// Answers one request. May be called by several threads at once.
    func handle(_ request: HTTPRequest) -> HTTPReply
}

extension HTTPHandler {
    /// Answers one request, running deferred work on the calling thread.
    public func respond(to request: HTTPRequest) -> HTTPResponse {
        switch handle(request) {
        case .response(let response): response
        case .deferred(let work): work()
        }
    }
}
