/// The bytes of a column file.
package struct ColumnSource: Sendable {
    /// Copies bytes from an offset into a buffer and returns their number.
    package typealias Reader = @Sendable (_ offset: Int, _ buffer: UnsafeMutableRawBufferPointer) -> Int
    /// Maps a number of bytes from an offset on; nil if that is impossible or the file has become shorter.
    package typealias Mapper = @Sendable (_ offset: Int, _ count: Int) -> MappedBytes?

    /// The number of bytes.
    let size: Int
    let read: Reader
    let map: Mapper

    /// Creates a source of `size` bytes; `read` and `map` are called from several threads.
    package init(size: Int, read: @escaping Reader, map: @escaping Mapper) {
        self.size = size
        self.read = read
        self.map = map
    }
}

/// Bytes in memory that an object keeps.
package struct MappedBytes: @unchecked Sendable {
    let start: UnsafeRawPointer
    let owner: AnyObject

    /// Creates bytes that never change as long as the object exists.
    package init(start: UnsafeRawPointer, owner: AnyObject) {
        self.start = start
        self.owner = owner
    }
}
