/// The head of a request, with its consequences for the connection.
package struct RequestHead: Sendable {
    /// The interim response that the client waits for before it sends the content (RFC 9110 §10.1.1).
    package enum Expectation: Sendable {
        /// The client does not wait.
        case none
        /// The client waits for `100 Continue`.
        case `continue`
    }

    /// The request method.
    package var method: HTTPMethod
    /// The target as sent; if it is not UTF-8, with its bytes above ASCII percent-encoded.
    package var target: String
    /// The version of HTTP.
    package var version: HTTPVersion
    /// The header fields.
    package var fields: HTTPFields
    /// The framing of the content.
    package var framing: BodyFraming
    /// Whether the client lets the connection stay open after the response (RFC 9112 §9.3).
    package var keepsAlive: Bool
    /// The interim response that the client waits for.
    package var expectation: Expectation
}
