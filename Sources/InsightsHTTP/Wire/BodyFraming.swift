/// The way in which the end of a message's content is determined (RFC 9112 §6.3).
package enum BodyFraming: Hashable, Sendable {
    /// The message has no content, and no field announces any.
    case none
    /// The content has the given number of bytes.
    case length(Int)
    /// The content comes in chunks.
    case chunked
    /// The content ends with the connection; only for responses.
    case untilClose
}
