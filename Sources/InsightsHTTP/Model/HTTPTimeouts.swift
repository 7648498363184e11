/// The timeouts of an HTTP server, with their consequences.
public struct HTTPTimeouts: Sendable, Equatable {
    /// The time from a request's first byte to the end of its head; then 408 (RFC 9110 §15.5.9) and close.
    ///
    /// Counted from the first byte instead of the latest, so a peer cannot hold a connection by sending single bytes.
    public var headComplete: Duration = .seconds(10)
    /// The maximum time between two arrivals of a request's content; then 408 and close.
    public var bodyIdle: Duration = .seconds(30)
    /// The time from a request's first byte to the end of its content, however it arrives; then 408 and close.
    public var requestComplete: Duration = .seconds(300)
    /// The maximum time without a request in progress; then a silent close (RFC 9112 §9.5).
    ///
    /// It is longer than the idle connections of usual proxies and clients live, 120 s at most. Otherwise one of them may
    /// send a request on a connection at the moment in which it is closed here.
    public var keepAliveIdle: Duration = .seconds(130)
    /// Whether responses announce `keepAliveIdle`, in `Keep-Alive: timeout=N` (RFC 2068 §19.7.1.1).
    ///
    /// The connection is closed one second later than announced, so that a client that keeps to it is in time.
    public var announcesIdle = false
    /// The maximum time in which the peer takes no bytes of a pending response; then the connection is reset.
    public var writeStall: Duration = .seconds(30)
    /// The time from the start of a graceful shutdown until open connections are reset.
    public var drain: Duration = .seconds(10)
    /// The time from the end of the last response until the peer must have closed (RFC 9112 §9.6).
    public var linger: Duration = .seconds(2)

    /// Creates the default timeouts.
    public init() {}
}
