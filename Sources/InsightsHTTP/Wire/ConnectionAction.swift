/// The next action of a connection, as decided by its state.
package enum ConnectionAction: Sendable {
    /// Send available output, receive input if it is wanted, and wake at the deadline.
    case wait
    /// Let the request be handled, then call `respond(with:now:)`.
    case handle(HTTPRequest)
    /// Request the next chunk from the source, then call `receivePiece(_:now:)` or `failPiece()`.
    case pull(any HTTPBodySource)
    /// Tell the peer that no more output follows, and continue reading.
    case endOutput
    /// Close the connection; all output is sent.
    case close
    /// Reset the connection, so the peer cannot mistake the partial response for a complete one.
    case reset
}
