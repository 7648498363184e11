import Glibc
public import InsightsHTTP

/// Where and how a server listens.
public struct HTTPServerConfiguration: Sendable {
    /// The host to listen on: an IPv4 or IPv6 number, or a name; `localhost` is 127.0.0.1.
    public var host: String
    /// The port to listen on; 0 takes any free one.
    public var port: Int
    /// How many threads serve connections; at least one.
    public var eventLoopCount: Int
    /// How many threads at most run deferred work and make pieces of content; at least one.
    public var workerCount: Int
    /// How many threads at most run work that waits for others; at least one.
    public var waiterCount = 64
    /// How much of everything is taken.
    public var limits: HTTPLimits
    /// How long is waited for what.
    public var timeouts: HTTPTimeouts
    /// The value of Date in answers that have none of their own (RFC 9110 §6.6.1); nil leaves it out.
    ///
    /// Called once per such answer, by several threads.
    public var dateHeader: (@Sendable () -> String)?
    /// Where TLS is spoken and with which certificates; nil for nowhere.
    public var tls: TLSConfiguration?
    /// Which hosts the server answers for as a proxy; nil if it is none.
    public var proxy: ProxyConfiguration?
    /// Hears of what clients cannot be told; called by several threads, and not to take long.
    public var notice: (@Sendable (ServerEvent) -> Void)?

    /// Creates a configuration; what is not given has its documented default.
    public init(
        host: String = "127.0.0.1", port: Int = 0, eventLoopCount: Int = Self.defaultEventLoopCount,
        workerCount: Int = 4, limits: HTTPLimits = HTTPLimits(), timeouts: HTTPTimeouts = HTTPTimeouts(),
        dateHeader: (@Sendable () -> String)? = SystemDateHeader.makeHeader()
    ) {
        self.host = host
        self.port = port
        self.eventLoopCount = eventLoopCount
        self.workerCount = workerCount
        self.limits = limits
        self.timeouts = timeouts
        self.dateHeader = dateHeader
    }

    /// One event loop per processor, four at most.
    public static var defaultEventLoopCount: Int {
        max(1, min(4, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    }
}
