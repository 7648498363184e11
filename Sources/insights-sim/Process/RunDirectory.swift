import CLinux
import Glibc

/// A temporary folder for the files of a client, accessible only to its owner and removed after the run.
///
/// If all processes that have it are killed, it is not removed. Its lock ends with them, however, so the next run finds
/// folders without a lock and removes them. The folder contains no secret.
struct RunDirectory {
    private static let prefix = "insights-sim-exec-"
    private static let attempts = 10
    /// The greatest depth of folders inside that are removed; each level holds a descriptor.
    private static let deepest = 64

    /// The absolute path of the folder.
    let path: String
    /// The descriptor that holds the lock; it is shared with every process that inherits it.
    let descriptor: Int32

    /// Creates a folder below TMPDIR, and removes such folders without an owner.
    init() throws(UsageError) {
        let named = ProcessEnvironment.value("TMPDIR") ?? "/tmp"
        // Resolve the path, because the client may change its working directory.
        guard let resolved = realpath(named, nil) else { throw Self.failure(named) }
        let parent = String(cString: resolved)
        free(resolved)
        Self.sweep(parent)
        for _ in 0..<Self.attempts {
            var template = Array("\(parent)/\(Self.prefix)XXXXXX".utf8CString)
            guard mkdtemp(&template) != nil else { throw Self.failure(parent) }
            let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            // Before it was locked, another run may have removed the new folder as one without an owner.
            guard let descriptor = Self.lock(path) else { continue }
            guard access(path, F_OK) == 0 else {
                close(descriptor)
                continue
            }
            self.path = path
            self.descriptor = descriptor
            return
        }
        throw Self.failure(parent)
    }

    /// Takes over a folder that another process created, with its descriptor.
    init(path: String, descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    /// Writes a file that only its owner can access; returns its path.
    func write(_ name: String, _ bytes: [UInt8]) throws(UsageError) -> String {
        let file = "\(path)/\(name)"
        let number = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard number >= 0 else { throw Self.failure(path) }
        defer { close(number) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(number, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.failure(path) }
            rest = rest.dropFirst(count)
        }
        return file
    }

    /// Creates an empty folder inside; returns its path.
    func makeFolder(_ name: String) throws(UsageError) -> String {
        let folder = "\(path)/\(name)"
        guard mkdir(folder, 0o700) == 0 else { throw Self.failure(path) }
        return folder
    }

    /// Removes the folder and its contents.
    func remove() {
        Self.remove(path, descriptor)
        close(descriptor)
    }

    // MARK: Folders without an owner

    private static func sweep(_ parent: String) {
        for name in DirectoryListing.names(of: parent) where name.hasPrefix(prefix) {
            let path = "\(parent)/\(name)"
            guard let descriptor = lock(path) else { continue }
            remove(path, descriptor)
            close(descriptor)
        }
    }

    /// Locks a folder of this user; returns nil if it belongs to another user or is already locked.
    private static func lock(_ path: String) -> Int32? {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        var information = stat()
        guard fstat(descriptor, &information) == 0, information.st_uid == geteuid(), clinux_lock(descriptor) == 0 else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    private static func remove(_ path: String, _ descriptor: Int32) {
        empty(path, descriptor, depth: 0)
        rmdir(path)
    }

    /// Removes what a folder contains; symbolic links are removed and never followed.
    private static func empty(_ path: String, _ descriptor: Int32, depth: Int) {
        for name in DirectoryListing.names(of: path) where unlinkat(descriptor, name, 0) != 0 {
            if unlinkat(descriptor, name, AT_REMOVEDIR) == 0 || depth == deepest { continue }
            let inner = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard inner >= 0 else { continue }
            // By its descriptor, so that no other process can replace the folder meanwhile.
            empty("/proc/self/fd/\(inner)", inner, depth: depth + 1)
            close(inner)
            unlinkat(descriptor, name, AT_REMOVEDIR)
        }
    }

    private static func failure(_ parent: String) -> UsageError {
        .configuration("cannot keep temporary files in \(parent): \(String(cString: strerror(errno)))")
    }
}
