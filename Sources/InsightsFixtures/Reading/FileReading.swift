import Glibc

/// Reads whole files.
enum FileReading {
    /// The maximum size of a file in bytes; its columns are held in memory, so a larger one would not be usable.
    static let maximumSize = 16 << 30
    /// The maximum size of a JSON document in bytes, such as the tenants file; its values take many times as much.
    static let maximumDocumentSize = 16 << 20

    /// Reads a regular file and passes its bytes to `body`, which may overwrite them; they are freed afterwards.
    static func withBytes<Result>(
        ofFile path: String, maximumSize: Int = maximumSize,
        _ body: (UnsafeMutableRawBufferPointer) throws(FixtureError) -> Result
    ) throws(FixtureError) -> Result {
        let file = try OpenFile(path: path, maximumSize: maximumSize)
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: file.count, alignment: 16)
        defer { bytes.deallocate() }
        guard file.read(at: 0, into: bytes) == file.count else {
            throw .unreadable(file: path, reason: "it became shorter while it was read")
        }
        return try body(bytes)
    }

    /// Returns the bytes of a regular file.
    static func bytes(ofFile path: String, maximumSize: Int = maximumSize) throws(FixtureError) -> [UInt8] {
        try withBytes(ofFile: path, maximumSize: maximumSize) { Array($0) }
    }

    /// Returns the offset of the first byte that is not valid UTF-8; nil if all are valid.
    static func firstInvalidUTF8(in bytes: UnsafeRawBufferPointer) -> Int? {
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: Span<UInt8>(_unsafeBytes: bytes))
            return nil
        } catch {
            return error.byteOffsets.lowerBound
        }
    }
}

/// Returns the system's message for the last failed call.
func systemReason() -> String {
    String(cString: strerror(errno))
}
