/// Passes requests on as their clients made them, before the reverse proxies in between.
///
/// A request then has the client's address, and the host and the scheme that the client called. It lacks the path below
/// which a proxy shows the service. It is a separate handler, so that a server without proxies does no work for them.
public struct ProxyHeadersHandler: HTTPHandler {
    private let next: any HTTPHandler
    private let trusted: TrustedProxies?
    private let basePath: BasePath
    private let hasPublicURL: Bool

    /// Creates a handler.
    ///
    /// - Parameters:
    ///   - next: handles the requests.
    ///   - trusted: the proxies whose headers are believed; nil to leave headers alone.
    ///   - basePath: the path below which the service is called.
    ///   - hasPublicURL: whether links have a configured base; then proxies that state no host do not change it.
    package init(
        _ next: any HTTPHandler, trusted: TrustedProxies?, basePath: BasePath = .root, hasPublicURL: Bool = false
    ) {
        self.next = next
        self.trusted = trusted
        self.basePath = basePath
        self.hasPublicURL = hasPublicURL
    }

    /// Handles one request as its client made it.
    public func handle(_ request: HTTPRequest) -> HTTPReply {
        next.handle(restored(request))
    }

    /// Returns a request as its client made it.
    package func restored(_ request: HTTPRequest) -> HTTPRequest {
        var request = request
        request.target = basePath.removed(from: request.target)
        switch trusted?.decide(peer: request.remoteAddress, request.fields) {
        case nil, .none?: return request
        case .ignored(let reason):
            request.forwarding = Forwarding(
                base: nil, vouchesForHost: false, peer: request.remoteAddress, note: "ignored: \(reason)")
        case .believed(let statement): apply(statement, to: &request)
        }
        return request
    }

    private func apply(_ statement: TrustedProxies.Statement, to request: inout HTTPRequest) {
        let proxy = request.remoteAddress ?? ""
        let called = request.fields["Host"]
        if let client = statement.client { request.remoteAddress = client }
        if let prefix = statement.prefix { request.target = prefix.removed(from: request.target) }
        if let host = statement.host { request.fields.set("Host", to: host.description) }
        if let scheme = statement.scheme { request.isSecure = scheme == .https }
        request.forwarding = Forwarding(
            base: base(statement, request), vouchesForHost: statement.host != nil,
            statesClient: statement.client != nil, peer: request.remoteAddress,
            note: "by \(proxy)" + (called.map { ", which called '\(ForwardedError.quoted($0))'" } ?? ""))
    }

    /// Returns the base of links; nil if the proxies name neither host nor scheme nor path.
    private func base(_ statement: TrustedProxies.Statement, _ request: HTTPRequest) -> String? {
        guard statement.host != nil || !hasPublicURL && (statement.scheme != nil || statement.prefix != nil),
            let host = statement.host ?? request.fields["Host"].flatMap({ Authority($0) })
        else { return nil }
        let scheme = statement.scheme ?? (request.isSecure ? .https : .http)
        return Origin(scheme, host).description + (statement.prefix ?? basePath).description
    }
}
