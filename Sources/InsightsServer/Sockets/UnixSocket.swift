import CLinux
import Glibc
import InsightsHTTP

/// A Unix socket that listens, at a path of the file system (unix(7)).
///
/// A process connects if it may write to the socket and search its folder. There is no port that others could reach.
public struct UnixSocket: Sendable {
    /// The permissions of a socket by default: for its owner and group.
    public static let defaultMode: UInt32 = 0o660
    /// The greatest length of a path, in bytes.
    public static let longestPath = Int(CLINUX_UNIX_PATH)

    /// The path.
    public let path: String
    /// The listening socket, for `HTTPServerConfiguration.listeningSockets`; the server owns it once it has started.
    public let socket: HTTPServerConfiguration.ListeningSocket
    /// The device and the number of the file: another server may have taken the path since.
    private let identity: [UInt]

    /// Creates a socket with the given permissions.
    ///
    /// A socket without a listener, left by a server that was killed, is replaced.
    ///
    /// - Throws: `ServerError.unixSocket` with the path and what was found there.
    public init(path: String, mode: UInt32 = defaultMode) throws(ServerError) {
        func failure(_ reason: String) -> ServerError { .unixSocket(path: path, reason: reason) }
        guard path.utf8.count <= Self.longestPath else {
            throw failure("found a path of \(path.utf8.count) bytes; expected at most \(Self.longestPath)")
        }
        var address = sockaddr_storage()
        var length: socklen_t = 0
        guard !path.utf8.contains(0), clinux_unix_address(path, &address, &length) == 0 else {
            throw failure("found no path; expected one")
        }
        try Self.removeStale(path, &address, length)
        let number = clinux_tcp_socket(AF_UNIX)
        guard number >= 0 else { throw failure(errorText(-number)) }
        var result = clinux_bind(number, &address, length)
        guard result == 0 else {
            close(number)
            throw failure(errorText(-result))
        }
        // No client can connect before it listens, so the permissions of the moment in between do not matter.
        if chmod(path, mode) != 0 { result = -errno }
        if result == 0 { result = clinux_listen(number, 4096) }
        guard result == 0, let identity = Self.identity(path) else {
            close(number)
            unlink(path)
            throw failure(errorText(-result))
        }
        self.path = path
        self.identity = identity
        socket = .init(descriptor: number, speaksTLS: false)
    }

    /// Removes the file of the socket, unless another one has taken its place.
    public func remove() {
        if Self.identity(path) == identity { unlink(path) }
    }

    /// Removes a socket without a listener; anything else at the path is an error.
    private static func removeStale(
        _ path: String, _ address: inout sockaddr_storage, _ length: socklen_t
    ) throws(ServerError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw .unixSocket(
                path: path, reason: "found a file or folder; expected a socket of an earlier server, or none")
        }
        let number = clinux_tcp_socket(AF_UNIX)
        guard number >= 0 else { throw .unixSocket(path: path, reason: errorText(-number)) }
        let result = clinux_connect(number, &address, length)
        close(number)
        guard result == -ECONNREFUSED else {
            let reason = result == -EACCES ? errorText(EACCES) : "found a socket at which another program listens"
            throw .unixSocket(path: path, reason: "\(reason); end it, or choose another path")
        }
        unlink(path)
    }

    private static func identity(_ path: String) -> [UInt]? {
        var status = stat()
        return lstat(path, &status) == 0 ? [UInt(status.st_dev), UInt(status.st_ino)] : nil
    }
}
