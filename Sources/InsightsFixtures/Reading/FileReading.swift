import Glibc

/// Reading whole files.
enum FileReading {
    /// The largest file that is read; rows stand in memory anyway, so more would not be usable.
    static let maximumSize = 512 << 20

    /// Reads a regular file and lends its bytes, which may be overwritten and are freed afterwards.
    static func withBytes<Result>(
        ofFile path: String, _ body: (UnsafeMutableRawBufferPointer) throws(FixtureError) -> Result
    ) throws(FixtureError) -> Result {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(file: path, reason: systemReason()) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(file: path, reason: systemReason()) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable(file: path, reason: "not a regular file") }
        let size = Int(status.st_size)
        guard size <= maximumSize else {
            throw .unreadable(file: path, reason: "\(size) bytes, at most \(maximumSize) are read")
        }
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
        defer { bytes.deallocate() }
        var filled = 0
        while filled < size {
            let count = read(descriptor, bytes.baseAddress?.advanced(by: filled), size - filled)
            if count < 0 && errno == EINTR { continue }
            guard count != 0 else { throw .unreadable(file: path, reason: "it became shorter while it was read") }
            guard count > 0 else { throw .unreadable(file: path, reason: systemReason()) }
            filled += count
        }
        return try body(bytes)
    }

    /// The bytes of a regular file.
    static func bytes(ofFile path: String) throws(FixtureError) -> [UInt8] {
        try withBytes(ofFile: path) { Array($0) }
    }

    /// The place of the first byte that is not UTF-8, or nil if all are.
    static func firstInvalidUTF8(in bytes: UnsafeRawBufferPointer) -> Int? {
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: Span<UInt8>(_unsafeBytes: bytes))
            return nil
        } catch {
            return error.byteOffsets.lowerBound
        }
    }
}

/// What the system says about the call that failed last.
func systemReason() -> String {
    String(cString: strerror(errno))
}
