/// A handler of requests.
///
/// Handlers are synchronous: they decide immediately, and return long work as a value.
public protocol HTTPHandler: Sendable {
    /// Handles one request; may be called by several threads at the same time.
    func handle(_ request: HTTPRequest) -> HTTPReply
}

extension HTTPHandler {
    /// Handles one request, running deferred work on the calling thread.
    public func respond(to request: HTTPRequest) -> HTTPResponse {
        handle(request).finish()
    }
}
