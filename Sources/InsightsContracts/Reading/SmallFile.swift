import Glibc

/// Reads files that are small enough to be read whole.
package enum SmallFile {
    /// Why one was not read.
    package enum Failure: Error {
        /// A call of the system failed; what it says.
        case system(String)
        /// It is larger than it may be.
        case tooLarge
    }

    /// The bytes of a file, or of anything else with a path.
    ///
    /// - Parameters:
    ///   - path: where it is.
    ///   - limit: how large it may be, in bytes.
    /// - Returns: the bytes.
    /// - Throws: `Failure`
    package static func read(_ path: String, limit: Int) throws(Failure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(String(cString: strerror(errno))) }
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
