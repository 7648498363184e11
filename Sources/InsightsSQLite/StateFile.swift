import Glibc
import InsightsStore

/// What the first bytes of a file say, read without SQLite: a file of another program is not touched.
struct StateFile {
    private let path: String

    private static let magic = Array("SQLite format 3\0".utf8)
    private static let headerLength = 100

    init(_ path: String) {
        self.path = path
    }

    /// Checks whose file it is; creates an empty one, for its owner alone, if it is missing and `creates` says so.
    ///
    /// Returns whether the file is new.
    func check(creates: Bool) throws(StateError) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            guard errno == ENOENT else { throw unusable }
            guard creates else { throw .missing(path: path) }
            return try create()
        }
        defer { _ = Glibc.close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw unusable }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .foreign(path: path, found: "no file") }
        var header = [UInt8](repeating: 0, count: Self.headerLength)
        let length = read(descriptor, &header, header.count)
        guard length >= 0 else { throw unusable }
        if length == 0, creates { return true }
        guard length == Self.headerLength, Array(header.prefix(Self.magic.count)) == Self.magic else {
            throw .foreign(path: path, found: length == 0 ? "an empty file" : "another kind of file")
        }
        guard Self.number(header, at: 68) == SQLiteStateStore.applicationID else {
            throw .foreign(path: path, found: "a database of another program")
        }
        let version = Int(Self.number(header, at: 60))
        guard version <= SQLiteStateStore.schemaVersion else {
            throw .newer(path: path, version: version, known: SQLiteStateStore.schemaVersion)
        }
        return false
    }

    private func create() throws(StateError) -> Bool {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw unusable }
        _ = Glibc.close(descriptor)
        return true
    }

    private var unusable: StateError {
        switch errno {
        case EROFS, EACCES, EPERM: .readOnly(path: path)
        case ENOSPC, EDQUOT: .full(path: path)
        default: .unusable(path: path, reason: String(cString: strerror(errno)))
        }
    }

    private static func number(_ header: [UInt8], at offset: Int) -> UInt32 {
        header[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
}
