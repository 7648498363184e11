/// The content of an answer: at once, or in pieces that are pulled as the peer takes them.
public enum HTTPBody: Sendable {
    /// The whole content.
    case bytes([UInt8])
    /// Content that is made while it is sent. `length` is its exact size where that is known beforehand.
    case stream(any HTTPBodySource, length: Int?)

    /// No content.
    public static let empty = HTTPBody.bytes([])
}

/// Makes the content of an answer piece by piece, so that a large download never stands in memory.
public protocol HTTPBodySource: AnyObject, Sendable {
    /// Returns the next piece, never empty, or nil at the end. Called by one thread at a time, after the last call
    /// returned.
    ///
    /// - Throws: what went wrong; the connection is then cut, because the status has already been sent.
    func nextChunk() throws -> [UInt8]?
}
