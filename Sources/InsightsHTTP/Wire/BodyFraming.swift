/// How the end of a message's content is known (RFC 9112 §6.3).
package enum BodyFraming: Hashable, Sendable {
    /// There is no content, and no field says so.
    case none
    /// The content has that many bytes.
    case length(Int)
    /// The content comes in chunks.
    case chunked
    /// The content ends with the connection: answers only.
    case untilClose
}
