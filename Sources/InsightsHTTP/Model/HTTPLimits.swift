/// The limits of an HTTP endpoint, with the responses to messages that exceed them.
///
/// Every limit is inclusive: a message that reaches it is served, and one that exceeds it by a byte or item is
/// refused.
public struct HTTPLimits: Sendable, Equatable {
    /// The maximum length of the request line in bytes, without its line break; a longer one gets 414 (RFC 9112 §3).
    public var requestLineBytes = 8 * 1024
    /// The maximum length of one field line in bytes, without its line break; a longer one gets 431 (RFC 6585 §5).
    ///
    /// Bearer tokens are long, so this exceeds the customary 8 KiB.
    public var fieldBytes = 16 * 1024
    /// The maximum size of all field lines of a message in bytes, with their line breaks; more gets 431.
    public var allFieldsBytes = 64 * 1024
    /// The maximum number of field lines of a message; more gets 431.
    public var fieldCount = 100
    /// The maximum size of a message's decoded content in bytes; more gets 413 (RFC 9110 §15.5.14).
    public var bodyBytes = 8 * 1024 * 1024
    /// The maximum size of all chunk extensions of one message in bytes; more gets 400 (RFC 9112 §7.1.1).
    public var chunkExtensionBytes = 16 * 1024
    /// The maximum number of open connections; at the limit, the one that has been idle longest closes for a newcomer.
    ///
    /// A newcomer waits unaccepted while all connections have requests in progress.
    public var connections = 1024
    /// The maximum size of all unfinished requests together, in bytes; past it, the oldest one gets 503.
    ///
    /// The first 16 KiB of each connection do not count.
    public var unfinishedBytes = 64 * 1024 * 1024
    /// The maximum number of unsent responses per connection; at the limit, nothing more is read.
    public var pipelinedRequests = 16
    /// The maximum number of bytes of further requests kept during a response; at the limit, nothing more is read.
    public var pipelinedBytes = 256 * 1024

    /// Creates the default limits.
    public init() {}
}
