import Glibc

/// A port of this machine on which nothing listens, and which nothing else can get while this object lives.
///
/// Another test could get a released port at once.
package final class HeldPort {
    private let descriptor: CInt
    /// The port.
    package let number: Int

    /// No port can be held.
    private struct Failure: Error {}

    /// Takes a free port.
    package init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { [descriptor] pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && getsockname(descriptor, address, &length) == 0
            }
        }
        number = Int(in_port_t(bigEndian: address.sin_port))
        guard isBound else { throw Failure() }
    }

    deinit {
        close(descriptor)
    }
}
