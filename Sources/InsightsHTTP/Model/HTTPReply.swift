/// A handler's reply to a request.
public enum HTTPReply: Sendable {
    /// The finished response.
    case response(HTTPResponse)
    /// Work whose cost grows with data; a server runs it outside its event loops and sends the response that it
    /// returns.
    case offloaded(@Sendable () -> HTTPResponse)
    /// Work that waits for other parties, which may first send requests to the same server.
    ///
    /// A server runs it on a separate thread pool, so waiting work never blocks offloaded work.
    case blocking(@Sendable () -> HTTPResponse)
    /// Work of an owner whose work must not take all threads; the queue tells whether it waits or computes.
    case queued(WorkQueue, @Sendable () -> HTTPResponse)

    /// Work whose cost grows with data, and what comes after it, which may wait for others.
    case staged(@Sendable () -> HTTPReply)

    /// Returns the response; runs deferred work on the calling thread.
    public func finish() -> HTTPResponse {
        switch self {
        case .response(let response): response
        case .offloaded(let work), .blocking(let work), .queued(_, let work): work()
        case .staged(let work): work().finish()
        }
    }

    /// Returns a reply with the response changed by a function, once it is available.
    public func map(_ change: @escaping @Sendable (HTTPResponse) -> HTTPResponse) -> HTTPReply {
        switch self {
        case .response(let response): .response(change(response))
        case .offloaded(let work): .offloaded { change(work()) }
        case .blocking(let work): .blocking { change(work()) }
        case .queued(let queue, let work): .queued(queue) { change(work()) }
        case .staged(let work): .staged { work().map(change) }
        }
    }
}
