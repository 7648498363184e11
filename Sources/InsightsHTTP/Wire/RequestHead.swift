/// What a request says before its content, and what follows from it for the connection.
package struct RequestHead: Sendable {
    /// What the client wants to hear before it sends the content (RFC 9110 §10.1.1).
    package enum Expectation: Sendable {
        /// Nothing.
        case none
        /// `100 Continue`.
        case `continue`
    }

    /// The method.
    package var method: HTTPMethod
    /// The target as sent; if it is not UTF-8, with its bytes above ASCII percent-encoded.
    package var target: String
    /// The version.
    package var version: HTTPVersion
    /// The fields.
    package var fields: HTTPFields
    /// How the end of the content is known.
    package var framing: BodyFraming
    /// Whether the client lets the connection stay open after the answer (RFC 9112 §9.3).
    package var keepsAlive: Bool
    /// What the client waits for before it sends the content.
    package var expectation: Expectation
}
