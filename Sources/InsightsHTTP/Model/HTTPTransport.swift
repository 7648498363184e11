/// A transport that sends a request and returns the response: in process, over a socket, or to the live service.
public protocol HTTPTransport: Sendable {
    /// Sends one request and returns the response with its complete content.
    ///
    /// - Throws: the reason why no response arrived; a response with an error status is returned.
    func send(_ request: HTTPRequest) async throws -> HTTPResponse
}

/// A transport that calls a handler directly, without socket or thread.
public struct InProcessTransport: HTTPTransport {
    private let handler: any HTTPHandler

    /// Creates a transport to a handler.
    public init(_ handler: any HTTPHandler) {
        self.handler = handler
    }

    /// Sends one request to the handler and collects the chunks of the response.
    ///
    /// - Throws: the error of the response's source, or `TransportFailure` if the response's delivery is incomplete.
    ///   The delay of the delivery is ignored.
    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        var response = handler.respond(to: request)
        // A response to HEAD has no content, whatever the handler returns (RFC 9110 §9.3.2); a server sends none
        // either.
        let body = request.method == .head ? [] : try response.bodyBytes()
        response.body = .bytes(response.isDeliveredNormally ? body : try response.delivery.received(body))
        return response
    }
}
