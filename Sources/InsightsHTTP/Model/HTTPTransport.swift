/// Sends a request somewhere and brings the answer back: in process, over a socket, to the live service.
public protocol HTTPTransport: Sendable {
    /// Sends one request and returns the answer with its whole content.
    ///
    /// - Throws: what kept the answer from arriving. An answer with an error status is an answer.
    func send(_ request: HTTPRequest) async throws -> HTTPResponse
}

/// Calls a handler directly: no socket, no thread.
public struct InProcessTransport: HTTPTransport {
    private let handler: any HTTPHandler

    /// Creates a transport to a handler.
    public init(_ handler: any HTTPHandler) {
        self.handler = handler
    }

    /// Sends one request to the handler and collects the answer's pieces.
    ///
    /// - Throws: what the source of the answer's pieces throws, and `TransportFailure` where the answer's delivery says
    ///   that it does not arrive whole. Its delay is not waited for.
    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        var response = handler.respond(to: request)
        // An answer to HEAD has no content, whatever its handler made (RFC 9110 §9.3.2); a server sends none either.
        let body = request.method == .head ? [] : try response.bodyBytes()
        response.body = .bytes(response.isDeliveredNormally ? body : try response.delivery.received(body))
        return response
    }
}
