import CLinux
import Glibc

/// A file descriptor with one owner; it closes when the owner releases it.
struct FileDescriptor: ~Copyable, Sendable {
    /// The descriptor's number, valid while this value exists.
    let number: CInt

    init(_ number: CInt) {
        self.number = number
    }

    deinit {
        close(number)
    }
}

/// Returns the system's text for an error number.
func errorText(_ number: CInt) -> String {
    String(cString: strerror(number))
}
