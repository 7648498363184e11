/// What a connection must do next, as its state decides.
package enum ConnectionAction: Sendable {
    /// Send what output there is, take what input is wanted, and wake at the deadline.
    case wait
    /// Have the request handled, and tell the state with `respond(with:now:)`.
    case handle(HTTPRequest)
    /// Have the next piece made, and tell the state with `receivePiece(_:now:)` or `failPiece()`.
    case pull(any HTTPBodySource)
    /// Tell the peer that nothing more will be sent, and go on reading.
    case endOutput
    /// Close the connection, with all output sent.
    case close
    /// Cut the connection so that the peer notices: what was sent must not be taken for a whole answer.
    case reset
}
