import InsightsHTTP

/// The headers of proxies: each line of an input is a field, after its first letter.
enum ForwardedCheck {
    private static let names: [UInt8: String] = [
        UInt8(ascii: "F"): "Forwarded", UInt8(ascii: "f"): "X-Forwarded-For", UInt8(ascii: "h"): "X-Forwarded-Host",
        UInt8(ascii: "p"): "X-Forwarded-Proto", UInt8(ascii: "x"): "X-Forwarded-Prefix",
    ]

    static func check(_ bytes: [UInt8]) throws {
        guard let proxies = TrustedProxies(["10.0.0.0/8", "::1"]) else { throw Violation(description: "no proxies") }
        var fields = HTTPFields([(name: "Host", value: "inner:9500")])
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            guard let name = line.first.flatMap({ names[$0] }) else { continue }
            fields.append(name, String(decoding: line.dropFirst(), as: UTF8.self))
        }
        if case .believed = proxies.decide(peer: "192.0.2.9", fields) {
            throw Violation(description: "an untrusted peer is believed")
        }
        switch proxies.decide(peer: "10.0.0.1", fields) {
        case .none: try require(fields.count == 1, "headers without an effect")
        case .ignored(let reason): try requireOneLine(reason)
        case .believed(let statement):
            try require(statement.client.map(HostName.isAddress) ?? true, "a client '\(statement.client ?? "")'")
            try checkRestored(fields, proxies, statement)
        }
    }

    /// Checks that the base of links is a URL of the parts that are believed, and that the host is one of a request.
    private static func checkRestored(
        _ fields: HTTPFields, _ proxies: TrustedProxies, _ statement: TrustedProxies.Statement
    ) throws {
        let handler = ProxyHeadersHandler(Nothing(), trusted: proxies)
        let request = handler.restored(HTTPRequest(.get, "/x", fields: fields, remoteAddress: "10.0.0.1"))
        try require(request.fields["Host"].flatMap { Authority($0) } != nil, "a host \(request.fields["Host"] ?? "")")
        guard let base = request.forwarding?.base else { return }
        guard let (origin, path) = Origin.split(url: base), BasePath(path) != nil, !base.hasSuffix("/") else {
            throw Violation(description: "a base '\(base)'")
        }
        try require(statement.host.map { $0.host == origin.host } ?? true, "the host of '\(base)'")
        try require(statement.scheme.map { $0 == origin.scheme } ?? true, "the scheme of '\(base)'")
        try requireOneLine(request.forwarding?.note ?? "none")
    }

    private struct Nothing: HTTPHandler {
        func handle(_ request: HTTPRequest) -> HTTPReply { .response(HTTPResponse(200)) }
    }
}
