import Glibc

/// The bytes of one file, read whole and freed with the value.
struct FileBytes: ~Copyable {
    /// The largest file that is read; rows stand in memory anyway, so more would not be usable.
    static let maximumSize = 512 << 20

    /// The bytes, valid as long as this value lives.
    let bytes: UnsafeMutableRawBufferPointer

    /// Reads a regular file.
    init(path: String) throws(FixtureError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(file: path, reason: systemReason()) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(file: path, reason: systemReason()) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable(file: path, reason: "not a regular file") }
        let size = Int(status.st_size)
        guard size <= Self.maximumSize else {
            throw .unreadable(file: path, reason: "\(size) bytes, at most \(Self.maximumSize) are read")
        }
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
        var filled = 0
        while filled < size {
            let count = read(descriptor, bytes.baseAddress?.advanced(by: filled), size - filled)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else {
                let reason = count == 0 ? "it became shorter while it was read" : systemReason()
                bytes.deallocate()
                throw .unreadable(file: path, reason: reason)
            }
            filled += count
        }
        self.bytes = bytes
    }

    deinit {
        bytes.deallocate()
    }
}

/// The place of the first byte that is not UTF-8, or nil if all are.
func firstInvalidUTF8(in bytes: UnsafeRawBufferPointer) -> Int? {
    do throws(UTF8.ValidationError) {
        _ = try UTF8Span(validating: Span<UInt8>(_unsafeBytes: bytes))
        return nil
    } catch {
        return error.byteOffsets.lowerBound
    }
}

/// What the system says about the call that failed last.
func systemReason() -> String {
    String(cString: strerror(errno))
}
