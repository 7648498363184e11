/// The content of a response: complete, or in chunks that are pulled as the peer receives them.
public enum HTTPBody: Sendable {
    /// The complete content.
    case bytes([UInt8])
    /// Content that is produced while it is sent; `length` is its exact size if known in advance.
    case stream(any HTTPBodySource, length: Int?)

    /// No content.
    public static let empty = HTTPBody.bytes([])
}

/// A source that produces the content of a response in chunks, so a large download is never held in memory.
public protocol HTTPBodySource: AnyObject, Sendable {
    /// Returns the next chunk, never empty, or nil at the end.
    ///
    /// Called by one thread at a time, after the last call has returned.
    ///
    /// - Throws: any error; the connection is then reset, because the status has already been sent.
    func nextChunk() throws -> [UInt8]?
}
