import InsightsHTTP
import InsightsServer
import Testing

/// Runs a server on a free port of this machine while `body` runs, and shuts it down.
func withServer(
    _ handler: some HTTPHandler, configure: (inout HTTPServerConfiguration) -> Void = { _ in },
    _ body: (_ port: Int) throws -> Void
) throws {
    let server = HTTPServer(handler: handler, configuration: configuration(configure))
    let port = try server.start()
    defer { server.shutdown() }
    try body(port)
}

/// Runs a server on a free port of this machine while `body` runs, and shuts it down.
func withServer(
    _ handler: some HTTPHandler, configure: (inout HTTPServerConfiguration) -> Void = { _ in },
    _ body: (_ port: Int) async throws -> Void
) async throws {
    let server = HTTPServer(handler: handler, configuration: configuration(configure))
    let port = try server.start()
    defer { server.shutdown() }
    try await body(port)
}

private func configuration(_ configure: (inout HTTPServerConfiguration) -> Void) -> HTTPServerConfiguration {
    var configuration = HTTPServerConfiguration(eventLoopCount: 2, workerCount: 2)
    configuration.timeouts = .patient
    configure(&configuration)
    return configuration
}

extension HTTPTimeouts {
    /// No peer is too slow: a test that is about a timeout sets that one.
    static var patient: HTTPTimeouts {
        var timeouts = HTTPTimeouts()
        timeouts.headComplete = .seconds(300)
        timeouts.bodyIdle = .seconds(300)
        timeouts.keepAliveIdle = .seconds(300)
        timeouts.writeStall = .seconds(300)
        timeouts.drain = .seconds(5)
        return timeouts
    }
}

/// Returns a GET request of HTTP/1.1.
func get(_ target: String, _ fields: String...) -> String {
    "GET \(target) HTTP/1.1\r\nHost: h\r\n" + fields.map { $0 + "\r\n" }.joined() + "\r\n"
}

/// Returns a POST request of HTTP/1.1 with the given content.
func post(_ target: String, _ fields: String..., body: String = "") -> String {
    "POST \(target) HTTP/1.1\r\nHost: h\r\n" + fields.map { $0 + "\r\n" }.joined() + "\r\n" + body
}
