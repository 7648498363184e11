import Glibc

/// Why a program could not be run.
enum ProcessError: Error, Equatable, CustomStringConvertible {
    /// There is no such program.
    case notFound(String)
    /// There is one, but it cannot be run.
    case notExecutable(String, reason: String)
    /// A system call failed.
    case system(call: String, reason: String)

    var description: String {
        switch self {
        case .notFound(let name) where name.contains("/"): "there is no program '\(name)'"
        case .notFound(let name): "there is no program '\(name)' in the folders of PATH"
        case .notExecutable(let name, let reason): "cannot run '\(name)': \(reason)"
        case .system(let call, let reason): "\(call) failed: \(reason)"
        }
    }

    /// Throws where a call returned minus an error number.
    static func check(_ call: String, _ result: Int32) throws(ProcessError) {
        guard result < 0 else { return }
        throw .system(call: call, reason: String(cString: strerror(-result)))
    }
}
