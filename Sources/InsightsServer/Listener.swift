import CLinux
import Glibc

/// A listening socket, which closes when it is released.
final class Listener: Sendable {
    private let descriptor: FileDescriptor
    /// Whether accepted connections begin with a TLS handshake.
    let speaksTLS: Bool
    /// The port to which the socket is bound.
    let port: Int

    /// Binds a socket and listens on it.
    init(host: String, port: Int, speaksTLS: Bool) throws(ServerError) {
        let address: SocketAddress
        switch SocketAddress.resolve(host: host, port: port) {
        case .success(let resolved): address = resolved[0]
        case .failure(let error): throw .invalidAddress(host: host, port: port, reason: error.reason)
        }
        var storage = address.storage
        let number = clinux_tcp_socket(clinux_family(&storage))
        guard number >= 0 else { throw Self.error(number, "socket", host, port) }
        let descriptor = FileDescriptor(number)
        var result = clinux_bind(number, &storage, address.length)
        guard result == 0 else { throw Self.error(result, "bind", host, port) }
        result = clinux_listen(number, 4096)
        guard result == 0 else { throw Self.error(result, "listen", host, port) }
        self.descriptor = descriptor
        self.speaksTLS = speaksTLS
        self.port = Int(clinux_bound_port(number))
    }

    /// Takes over a socket that listens already.
    init(adopting socket: HTTPServerConfiguration.ListeningSocket) {
        descriptor = FileDescriptor(socket.descriptor)
        speaksTLS = socket.speaksTLS
        port = Int(clinux_bound_port(socket.descriptor))
    }

    /// Accepts one connection without waiting; returns its descriptor or the negated error number.
    func accept(_ peer: inout sockaddr_storage) -> CInt {
        clinux_accept(descriptor.number, &peer)
    }

    /// The descriptor that is readable when a connection can be accepted.
    var number: CInt { descriptor.number }

    private static func error(_ result: CInt, _ call: String, _ host: String, _ port: Int) -> ServerError {
        let reason = errorText(-result)
        switch -result {
        case EADDRINUSE: return .addressInUse(host: host, port: port, reason: reason)
        case EACCES, EPERM: return .permissionDenied(host: host, port: port, reason: reason)
        case EADDRNOTAVAIL, EAFNOSUPPORT, EINVAL:
            return .invalidAddress(host: host, port: port, reason: reason)
        default: return .system(call: call, reason: reason)
        }
    }
}
