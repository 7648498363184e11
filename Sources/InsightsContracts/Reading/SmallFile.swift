import CLinux
import Glibc

/// A reader of files that are small enough to be read whole.
package enum SmallFile {
    /// The reason why a file was not read.
    package enum Failure: Error {
        /// A system call failed, with its error text.
        case system(String)
        /// The path leads to something else than a file, such as a FIFO.
        case notFile(kind: String)
        /// The file exceeds the limit.
        case tooLarge

        /// The reason in words.
        package var reason: String {
            switch self {
            case .system(let reason): reason
            case .notFile(let kind): "found \(kind); expected a file"
            case .tooLarge: "it is too large"
            }
        }
    }

    /// Reads the bytes of a regular file; waits for no FIFO and no device.
    ///
    /// - Parameters:
    ///   - path: the path to open.
    ///   - limit: the greatest size, in bytes.
    /// - Returns: the bytes.
    /// - Throws: `Failure` if the file cannot be read or is too large.
    package static func read(_ path: String, limit: Int) throws(Failure) -> [UInt8] {
        var kind: UnsafePointer<CChar>?
        let descriptor = clinux_open_regular(path, &kind)
        if let kind { throw .notFile(kind: String(cString: kind)) }
        guard descriptor >= 0 else { throw .system(String(cString: strerror(-descriptor))) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .system(String(cString: strerror(errno))) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= limit else { throw .tooLarge }
        }
    }
}
