import Glibc
public import InsightsHTTP

/// The configuration of a server: addresses, threads, limits and timeouts.
public struct HTTPServerConfiguration: Sendable {
    /// The host to listen on: an IPv4 or IPv6 address, or a name; `localhost` means 127.0.0.1.
    public var host: String
    /// The port to listen on; 0 chooses a free port.
    public var port: Int
    /// The sockets to accept connections on, in place of `host` and `port`; empty to open new ones.
    ///
    /// They listen already, for example in another network namespace. The server owns them once it has started, and
    /// the first one counts as its port.
    public var listeningSockets: [ListeningSocket] = []
    /// The number of threads that serve connections, at least 1.
    public var eventLoopCount: Int
    /// The greatest number of threads that run offloaded work and produce chunks of content, at least 1.
    public var workerCount: Int
    /// The greatest number of threads that run blocking work, at least 1.
    public var waiterCount = 64
    /// The limits on sizes and counts.
    public var limits: HTTPLimits
    /// The timeouts of connections and requests.
    public var timeouts: HTTPTimeouts
    /// The `Date` value for responses without one (RFC 9110 §6.6.1); nil omits the field.
    ///
    /// It is called once per such response, from several threads.
    public var dateHeader: (@Sendable () -> String)?
    /// The TLS configuration; nil for a server without TLS.
    public var tls: TLSConfiguration?
    /// The proxy configuration; nil for a server that is not a proxy.
    public var proxy: ProxyConfiguration?
    /// Receives events that clients cannot be told about; called from several threads and must return quickly.
    public var notice: (@Sendable (ServerEvent) -> Void)?

    /// Creates a configuration with defaults for every argument: a free port on 127.0.0.1, without TLS and proxy.
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

    /// A socket that listens already.
    public struct ListeningSocket: Sendable {
        /// Its descriptor, which does not block.
        public let descriptor: Int32
        /// Whether connections begin with a TLS handshake.
        public let speaksTLS: Bool

        /// Creates the description of a socket.
        public init(descriptor: Int32, speaksTLS: Bool) {
            self.descriptor = descriptor
            self.speaksTLS = speaksTLS
        }
    }

    /// Half of the processors, at least 1 and at most 4.
    public static var defaultEventLoopCount: Int {
        eventLoopCount(processors: sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    }

    /// Returns how many event loops a machine with that many processors gets.
    ///
    /// The clients of a simulator mostly run on its machine. With more busy threads than processors a request waits for
    /// a slice of the scheduler, some milliseconds.
    package static func eventLoopCount(processors: Int) -> Int { max(1, min(4, processors / 2)) }
}
