import Glibc

/// Bytes that can be read at any place by several threads at a time.
protocol ByteSource: Sendable {
    /// How many bytes there are.
    var count: Int { get }
    /// Copies bytes from some place on into a buffer and returns how many; fewer than fit only at the end.
    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int
}

/// A regular file, open as long as the value lives.
final class OpenFile: ByteSource {
    let count: Int
    /// What tells this content of the file from another, as far as the system knows.
    let modified: timespec
    private let descriptor: Int32

    /// Opens a file.
    init(path: String, maximumSize: Int = FileReading.maximumSize) throws(FixtureError) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        var status = stat()
        guard descriptor >= 0, fstat(descriptor, &status) == 0 else {
            throw .unreadable(file: path, reason: systemReason())
        }
        count = Int(status.st_size)
        modified = status.st_mtim
        guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable(file: path, reason: "not a regular file") }
        guard count <= maximumSize else {
            throw .unreadable(file: path, reason: "\(count) bytes, at most \(maximumSize) are read")
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        var filled = 0
        while filled < buffer.count {
            let count = pread(
                descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled, offset + filled)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { break }
            filled += count
        }
        return filled
    }
}

/// Bytes in memory.
struct MemorySource: ByteSource {
    let bytes: [UInt8]

    var count: Int { bytes.count }

    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let slice = bytes[min(offset, count)..<min(offset + buffer.count, count)]
        buffer.copyBytes(from: slice)
        return slice.count
    }
}
