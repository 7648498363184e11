import CLinux
import Glibc

/// A descriptor that has one owner and is closed with it.
struct FileDescriptor: ~Copyable, Sendable {
    /// The descriptor's number.
    let number: CInt

    init(_ number: CInt) {
        self.number = number
    }

    deinit {
        close(number)
    }
}

/// What the system says an error number means.
func errorText(_ number: CInt) -> String {
    String(cString: strerror(number))
}
