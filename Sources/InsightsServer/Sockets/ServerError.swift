/// The reason why a server cannot start.
public enum ServerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another process uses the port.
    case addressInUse(host: String, port: Int, reason: String)
    /// This process has no permission to use the port.
    case permissionDenied(host: String, port: Int, reason: String)
    /// The host is not an address of this machine, or the port is not 0 to 65535.
    case invalidAddress(host: String, port: Int, reason: String)
    /// A Unix socket cannot be made at a path.
    case unixSocket(path: String, reason: String)
    /// The server has already been started once.
    case alreadyStarted
    /// A system call failed.
    case system(call: String, reason: String)

    /// The error in words: the operation, its object and the reason.
    public var description: String {
        switch self {
        case .addressInUse(let host, let port, let reason):
            "cannot listen on host '\(host)' port \(port): \(reason) (port 0 takes any free one)"
        case .permissionDenied(let host, let port, let reason):
            "cannot listen on host '\(host)' port \(port): \(reason) (ports from 1024 on need no permission)"
        case .invalidAddress(let host, let port, let reason):
            "cannot listen on host '\(host)' port \(port): \(reason)"
        case .unixSocket(let path, let reason): "cannot listen on unix:\(path): \(reason)"
        case .alreadyStarted: "a server can be started once"
        case .system(let call, let reason): "\(call) failed: \(reason)"
        }
    }
}
