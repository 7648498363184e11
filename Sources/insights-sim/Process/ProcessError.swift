import Glibc

/// The reason why a program could not be run.
enum ProcessError: Error, Equatable, CustomStringConvertible {
    /// No such program exists.
    case notFound(String)
    /// The program exists but cannot be run, with the error number.
    case notExecutable(String, Int32)
    /// A system call failed, with the error number.
    case system(call: String, Int32)

    var description: String {
        switch self {
        case .notFound(let name) where name.contains("/"): "no program '\(name)'"
        case .notFound(let name): "no program '\(name)' in the folders of PATH"
        case .notExecutable(let name, let number): "cannot run '\(name)': \(String(cString: strerror(number)))"
        case .system(let call, let number): "\(call) failed: \(String(cString: strerror(number)))"
        }
    }

    /// The system's error number.
    var number: Int32 {
        switch self {
        case .notFound: ENOENT
        case .notExecutable(_, let number), .system(_, let number): number
        }
    }

    /// Returns the error for a program that could not be started, by the error number.
    static func ofStart(_ name: String, _ number: Int32) -> ProcessError {
        number == EAGAIN || number == ENOMEM ? .system(call: "fork", number) : .notExecutable(name, number)
    }

    /// Throws if a call returned a negated error number.
    static func check(_ call: String, _ result: Int32) throws(ProcessError) {
        guard result < 0 else { return }
        throw .system(call: call, -result)
    }
}
