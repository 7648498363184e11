/// How much of everything an HTTP endpoint takes, and what it answers when there is more.
///
/// Every limit is inclusive: a message that reaches it is served, one byte or item past it is refused as documented.
public struct HTTPLimits: Sendable, Equatable {
    /// Bytes of the request line without its line break; a longer one is answered with 414 (RFC 9112 §3).
    public var requestLineBytes = 8 * 1024
    /// Bytes of one field line without its line break; a longer one is answered with 431 (RFC 6585 §5).
    ///
    /// Bearer tokens are long, so this is more than the customary 8 KiB.
    public var fieldBytes = 16 * 1024
    /// Bytes of all field lines of a message with their line breaks; more is answered with 431.
    public var allFieldsBytes = 64 * 1024
    /// Field lines of a message; more is answered with 431.
    public var fieldCount = 100
    /// Bytes of a message's decoded content; more is answered with 413 (RFC 9110 §15.5.14).
    public var bodyBytes = 8 * 1024 * 1024
    /// Bytes of all chunk extensions of one message; more is answered with 400 (RFC 9112 §7.1.1).
    public var chunkExtensionBytes = 16 * 1024
    /// Connections open at a time; at the limit no further one is accepted until one closes.
    public var connections = 1024
    /// Requests of one connection whose answers wait to be taken by the peer; at the limit nothing more is read.
    public var pipelinedRequests = 16
    /// Bytes of further requests kept while one is being answered; at the limit nothing more is read.
    public var pipelinedBytes = 256 * 1024

    /// Creates the default limits.
    public init() {}
}
