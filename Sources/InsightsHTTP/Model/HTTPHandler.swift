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
        handle(request).finish()
    }
}
