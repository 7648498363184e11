import Glibc

/// A port of this machine on which nothing listens, and which nothing else can get while this object lives.
///
/// Another test could get a released port at once.
package final class HeldPort {
    private let descriptor: CInt
    /// The port.
    package let number: Int

    /// Takes a free port.
    package init() throws {
        let socket = try LoopbackSocket()
        descriptor = socket.descriptor
        number = socket.port
    }

    deinit {
        close(descriptor)
    }
}
