import CLinux
import Glibc

/// An address of a TCP socket, IPv4 or IPv6.
struct SocketAddress: Sendable {
    // Immutable once made: plain bytes of the C structure.
    let storage: sockaddr_storage
    let length: socklen_t

    /// Finds the address of a host given as a number or a name; `localhost` is 127.0.0.1.
    ///
    /// Returns why it cannot be found otherwise.
    static func resolve(host: String, port: Int) -> Result<SocketAddress, ResolutionError> {
        guard let port = UInt16(exactly: port) else {
            return .failure(ResolutionError(reason: "port is not 0 to 65535"))
        }
        var storage = sockaddr_storage()
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        let name = host == "localhost" ? "127.0.0.1" : isBracketed ? String(host.dropFirst().dropLast()) : host
        let length = clinux_resolve(name, port, &storage)
        guard length > 0 else {
            return .failure(ResolutionError(reason: String(cString: clinux_resolve_error(length))))
        }
        return .success(SocketAddress(storage: storage, length: socklen_t(length)))
    }

    /// The numeric form of an address, without its port.
    static func text(_ storage: inout sockaddr_storage) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { buffer in
            guard let start = buffer.baseAddress else { return "" }
            clinux_address_text(&storage, start, buffer.count)
            return String(cString: start)
        }
    }
}

/// Why a host has no address.
struct ResolutionError: Error {
    var reason: String
}
