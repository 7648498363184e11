import Glibc

/// A file that is written completely or not at all: first under a temporary name, then renamed.
final class OutputFile {
    let path: String
    /// The number of bytes written.
    private(set) var byteCount = 0
    private let temporaryPath: String
    private var descriptor: Int32
    private var isPublished = false

    /// Creates the file under its temporary name.
    init(path: String) throws(FixtureError) {
        self.path = path
        temporaryPath = "\(path).\(getpid()).tmp"
        descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw .unwritable(file: path, reason: systemReason()) }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        if !isPublished { unlink(temporaryPath) }
    }

    /// Appends bytes.
    func write(_ bytes: [UInt8]) throws(FixtureError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress?.advanced(by: written), bytes.count - written)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .unwritable(file: path, reason: systemReason()) }
            written += count
        }
        byteCount += bytes.count
    }

    /// Closes the temporary file; `publish` gives it its final name.
    func finish() throws(FixtureError) {
        let result = close(descriptor)
        descriptor = -1
        guard result == 0 else { throw .unwritable(file: path, reason: systemReason()) }
    }

    /// Renames the finished file to its final name.
    func publish() throws(FixtureError) {
        guard rename(temporaryPath, path) == 0 else { throw .unwritable(file: path, reason: systemReason()) }
        isPublished = true
    }

    /// Writes a whole file.
    static func write(_ bytes: [UInt8], to path: String) throws(FixtureError) {
        let file = try OutputFile(path: path)
        try file.write(bytes)
        try file.finish()
        try file.publish()
    }
}
