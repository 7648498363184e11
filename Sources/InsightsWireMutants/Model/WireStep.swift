package import InsightsHTTP

/// What the rewriting server does next for one request.
package enum WireStep: Sendable {
    /// Sends a request to the right server.
    case send(HTTPRequest)
    /// Answers the client.
    case answer(WireResponse)
}
