import InsightsAPI
import InsightsHTTP
import InsightsRandomness

/// Decides who may use the administration: with a key its holders, otherwise callers on loopback, but no page of another
/// origin.
struct AdminAccess: Sendable {
    /// The header that carries the key.
    static let keyField = SimulatorEndpoints.keyField
    /// The header that carries the token of the console's page.
    static let pageField = "x-insights-simulator-page"

    /// The key that every caller needs; nil if callers on loopback need none, and others are refused.
    let key: String?
    /// What a page of the simulator's own origin needs to change something.
    let pages: PageAccess
    /// A function that returns whether a host was configured at the start, and so cannot come from DNS rebinding.
    let isConfigured: @Sendable (_ host: String) -> Bool

    /// Creates the check; an empty key, as left by an unset variable, counts as none.
    init(
        key: String?, pages: PageAccess = PageAccess(),
        isConfigured: @escaping @Sendable (_ host: String) -> Bool = { _ in false }
    ) {
        self.key = key == "" ? nil : key
        self.pages = pages
        self.isConfigured = isConfigured
    }

    func check(_ request: HTTPRequest) throws(AdminError) {
        for name in ["Origin", Self.keyField] where request.fields.values(named: name).count > 1 {
            throw .repeatedField(name)
        }
        let host = request.fields["Host"]
        let sent = request.fields[Self.keyField]
        if let key {
            guard let sent else { throw .missingKey }
            guard Digest.equal(sent, key) else { throw .wrongKey(isSet: true) }
        } else {
            if sent != nil { throw .wrongKey(isSet: false) }
            guard request.isFromLoopback else { throw .notLoopback(isForwarded: request.isForwarded) }
            // Any host name may be DNS rebinding by a page, which cannot send a key.
            if let host, !isOwn(host) { throw .foreignOrigin(host) }
        }
        if let origin = request.fields["Origin"], !isOrigin(origin, of: request, host) {
            throw .foreignOrigin(origin)
        }
        if request.method != .get, request.method != .head { try checkPage(request) }
    }

    /// Refuses a change by a page that is not the console's; programs send none of the headers that browsers set.
    private func checkPage(_ request: HTTPRequest) throws(AdminError) {
        let site = request.fields["Sec-Fetch-Site"]?.lowercased()
        // A browser may leave `Origin` out, but no page can set this header.
        if let site, site == "cross-site" || site == "same-site" { throw .foreignOrigin("Sec-Fetch-Site: \(site)") }
        guard request.fields["Origin"] != nil || site == "same-origin" else { return }
        switch pages.rule {
        case .any: return
        case .readOnly: throw .readOnlyConsole
        // A page that knows the key has shown more than the token.
        case .token where key != nil: return
        case .token(let token):
            guard let sent = request.fields[Self.pageField], Digest.equal(sent, token) else { throw .wrongPage }
        }
    }

    /// Returns whether an origin is the address that the request itself calls, with its port.
    private func isOrigin(_ text: String, of request: HTTPRequest, _ host: String?) -> Bool {
        guard let origin = Origin(text), let called = host.flatMap({ Authority($0) }) else { return false }
        if origin == Origin(request.isSecure ? .https : .http, called) { return true }
        // A proxy of the user's may speak TLS before the simulator.
        return key != nil && origin == Origin(.https, called)
    }

    private func isOwn(_ authority: String) -> Bool {
        guard let host = Authority(authority)?.host else { return false }
        return Loopback.contains(host: host) || isConfigured(host)
    }
}
