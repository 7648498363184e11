import CLinux
import Glibc

/// The place that a path names for output, after its symbolic links.
enum OutputPlace: Equatable {
    /// A file, which may not exist yet; the path has no link at its end.
    case file(String)
    /// A FIFO or a device: it is written into, and never replaced or removed.
    case stream(String)
    /// A descriptor of this process, such as `/dev/stdout` or `/dev/fd/3`.
    case descriptor(Int32)

    /// The greatest number of links that are followed, as in the kernel.
    private static let linkLimit = 40

    /// Follows a path; throws if it leads to a folder, or cannot be followed.
    init(_ path: String) throws(SystemError) {
        var path = path
        for _ in 0..<Self.linkLimit {
            if let number = Self.ownDescriptor(path) {
                self = .descriptor(number)
                return
            }
            var status = stat()
            guard lstat(path, &status) == 0 else {
                guard errno == ENOENT else { throw .last }
                self = .file(path)
                return
            }
            switch status.st_mode & S_IFMT {
            case S_IFLNK:
                guard let target = Self.linkTarget(path) else { throw .last }
                path = target.hasPrefix("/") ? target : Self.folder(of: path) + "/" + target
            case S_IFDIR: throw SystemError(number: EISDIR)
            case let kind:
                self = kind == S_IFREG ? .file(path) : .stream(path)
                return
            }
        }
        throw SystemError(number: ELOOP)
    }

    /// Returns the folder of a path.
    static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    }

    /// Returns the descriptor that a path names; nil for any other path.
    private static func ownDescriptor(_ path: String) -> Int32? {
        guard let number = path.split(separator: "/").last.flatMap({ Int32($0) }), number >= 0,
            let real = realpath(folder(of: path), nil)
        else { return nil }
        defer { free(real) }
        return String(cString: real) == "/proc/\(getpid())/fd" ? number : nil
    }

    private static func linkTarget(_ path: String) -> String? {
        var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(path, &bytes, bytes.count)
        return count < 0 ? nil : String(decoding: bytes[..<count], as: UTF8.self)
    }
}
