import Glibc
import InsightsContracts

/// A reader and writer of whole files.
enum FileIO {
    /// The greatest size of a file to read, in bytes.
    static let limit = 64 << 20

    static func read(_ path: String) throws(UsageError) -> [UInt8] {
        do throws(SmallFile.Failure) {
            return try SmallFile.read(path, limit: limit)
        } catch {
            switch error {
            case .system(let reason): throw failure("read", path, reason)
            case .tooLarge: throw .configuration("\(path) is larger than \(limit) bytes")
            }
        }
    }

    /// Returns whether a file or folder is there.
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    static func write(_ text: String, to path: String, appends: Bool = false) throws(UsageError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | (appends ? O_APPEND : O_TRUNC) | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure("write", path, systemReason) }
        defer { close(descriptor) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure("write", path, systemReason) }
            rest = rest.dropFirst(count)
        }
    }

    private static func failure(_ verb: String, _ path: String, _ reason: String) -> UsageError {
        .configuration("cannot \(verb) \(path): \(reason)")
    }

    private static var systemReason: String { String(cString: strerror(errno)) }
}
