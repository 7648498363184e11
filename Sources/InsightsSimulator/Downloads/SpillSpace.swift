import Glibc
private import Synchronization

/// The disk space that temporary files take, all together.
///
/// It counts a file until it ends, so the limits also hold while files that have left the store are still read.
final class SpillSpace: Sendable {
    /// The maximum number of bytes of all files.
    let byteLimit: Int
    /// The maximum number of files; each takes a descriptor.
    let fileLimit: Int

    private let openFile: @Sendable () -> Int32
    private let used = Mutex((bytes: 0, files: 0))
    private let hasReported = Atomic(false)
    private let report = Mutex<(@Sendable (String) -> Void)?>(nil)

    /// Creates the space; `openFile` opens a new empty file without a name, or returns minus the error of the system.
    init(byteLimit: Int, fileLimit: Int, openFile: @escaping @Sendable () -> Int32 = SpillSpace.openTemporaryFile) {
        self.byteLimit = byteLimit
        self.fileLimit = fileLimit
        self.openFile = openFile
    }

    /// The number of bytes in use.
    var byteCount: Int { used.withLock { $0.bytes } }

    /// The number of files in use.
    var fileCount: Int { used.withLock { $0.files } }

    /// Sets the receiver of the one message about disk space that cannot be used.
    func reportProblems(to receiver: @escaping @Sendable (String) -> Void) {
        report.withLock { $0 = receiver }
    }

    /// Returns a new file; nil if the limit is reached.
    ///
    /// - Throws: `SpillFailure` if the system refuses one.
    func makeFile() throws(SpillFailure) -> SpillFile? {
        let isAdmitted = used.withLock { used in
            guard used.files < fileLimit else { return false }
            used.files += 1
            return true
        }
        guard isAdmitted else { return nil }
        let descriptor = openFile()
        guard descriptor >= 0 else {
            used.withLock { $0.files -= 1 }
            throw failure(-descriptor)
        }
        return SpillFile(descriptor, in: self)
    }

    /// Appends bytes to a file; returns false if the limit is reached.
    ///
    /// - Throws: `SpillFailure` if they cannot be written.
    func append(_ bytes: [UInt8], to file: SpillFile) throws(SpillFailure) -> Bool {
        let isAdmitted = used.withLock { used in
            guard byteLimit - used.bytes >= bytes.count else { return false }
            used.bytes += bytes.count
            return true
        }
        guard isAdmitted else { return false }
        let error = file.append(bytes)
        if error != 0 { throw failure(error) }
        return true
    }

    /// Returns the space of a file that has ended.
    func release(bytes: Int) {
        used.withLock { used in
            used.bytes -= bytes
            used.files -= 1
        }
    }

    /// Reports the first failure; the service continues without the space.
    private func failure(_ error: Int32) -> SpillFailure {
        if !hasReported.exchange(true, ordering: .relaxed) {
            let text =
                "cannot keep large downloads in \(Self.folders.joined(separator: " or ")): "
                + "\(String(cString: strerror(error))); expected room for them: each of their responses makes the file "
                + "again; free some space, or set TMPDIR to another folder"
            report.withLock { $0 }?(text)
        }
        return SpillFailure(error: error)
    }

    // MARK: Files of the system

    /// The folders that are tried: that of `TMPDIR`, or else those for temporary files.
    private static let folders: [String] =
        getenv("TMPDIR").map { [String(cString: $0)] }.flatMap { $0 == [""] ? nil : $0 } ?? ["/var/tmp", "/tmp"]
    private static let counter = Atomic(0)
    /// The number of names that are tried in a folder; others may have taken some.
    private static let attempts = 16

    /// Opens a file that only this process can use, and removes its name.
    static func openTemporaryFile() -> Int32 {
        var error = ENOENT
        for folder in folders {
            for _ in 0..<attempts {
                let number = counter.wrappingAdd(1, ordering: .relaxed).oldValue
                let path = "\(folder)/.insights-sim-\(getpid())-\(number)"
                let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
                if descriptor >= 0 {
                    unlink(path)
                    return descriptor
                }
                error = errno
                guard error == EEXIST else { break }
            }
        }
        return -error
    }
}

/// Disk space that cannot be used.
struct SpillFailure: Error {
    /// The error of the system.
    let error: Int32
}
