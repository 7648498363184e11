import Glibc

/// The error of a system call.
struct SystemError: Error, Equatable, CustomStringConvertible {
    let number: Int32

    /// The error of the last call.
    static var last: SystemError { SystemError(number: errno) }

    var description: String { String(cString: strerror(number)) }
}
