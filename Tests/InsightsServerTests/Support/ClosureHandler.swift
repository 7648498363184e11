import InsightsHTTP

/// A handler made of a function.
struct ClosureHandler: HTTPHandler {
    private let body: @Sendable (HTTPRequest) -> HTTPReply

    init(_ body: @escaping @Sendable (HTTPRequest) -> HTTPReply) {
        self.body = body
    }

    func handle(_ request: HTTPRequest) -> HTTPReply {
        body(request)
    }

    /// Answers with the method, the target and the content of the request.
    static let echo = ClosureHandler { request in
        .response(
            HTTPResponse(text: "\(request.method) \(request.target) \(String(decoding: request.body, as: UTF8.self))"))
    }
}

extension HTTPResponse {
    /// A 200 with text.
    init(text: String) {
        self.init(200, body: .bytes(Array(text.utf8)))
    }

    /// The content as text.
    var text: String {
        String(decoding: (try? bodyBytes()) ?? [], as: UTF8.self)
    }
}
