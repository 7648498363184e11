import Glibc

/// Reading whole files.
enum FileReading {
    /// The largest file that is read; its columns stand in memory, so more would not be usable.
    static let maximumSize = 16 << 30

    /// Reads a regular file and lends its bytes, which may be overwritten and are freed afterwards.
    static func withBytes<Result>(
        ofFile path: String, _ body: (UnsafeMutableRawBufferPointer) throws(FixtureError) -> Result
    ) throws(FixtureError) -> Result {
        let file = try OpenFile(path: path)
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: file.count, alignment: 16)
        defer { bytes.deallocate() }
        guard file.read(at: 0, into: bytes) == file.count else {
            throw .unreadable(file: path, reason: "it became shorter while it was read")
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
