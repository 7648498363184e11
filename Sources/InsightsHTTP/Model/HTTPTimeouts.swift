/// How long an HTTP server waits for what, and what it does then.
public struct HTTPTimeouts: Sendable, Equatable {
    /// From a request's first byte to the end of its head; then 408 (RFC 9110 §15.5.9) and close.
    ///
    /// Counted from the first byte and not from the latest, so that a peer cannot hold a connection by dripping.
    public var headComplete: Duration = .seconds(10)
    /// Between two arrivals of a request's content; then 408 and close.
    public var bodyIdle: Duration = .seconds(30)
    /// With no request under way; then a silent close (RFC 9112 §9.5).
    public var keepAliveIdle: Duration = .seconds(30)
    /// With an answer under way of which the peer takes nothing; then the connection is cut.
    public var writeStall: Duration = .seconds(30)
    /// From the start of a graceful shutdown until what is still open is cut.
    public var drain: Duration = .seconds(10)
    /// From the end of a last answer until the peer must have closed (RFC 9112 §9.6).
    public var linger: Duration = .seconds(2)

    /// Creates the default timeouts.
    public init() {}
}
