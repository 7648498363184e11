import InsightsAPI
import InsightsHTTP
import InsightsRandomness

/// Decides who may use the administration: loopback callers and holders of the key, but no page of another origin.
struct AdminAccess: Sendable {
    /// The header that carries the key.
    static let keyField = SimulatorEndpoints.keyField

    /// The key required from other machines; nil if they are rejected.
    let key: String?
    /// A function that returns whether a host was configured at the start, and so cannot come from DNS rebinding.
    let isConfigured: @Sendable (_ host: String) -> Bool

    /// Creates the check; an empty key, as left by an unset variable, counts as none.
    init(key: String?, isConfigured: @escaping @Sendable (_ host: String) -> Bool = { _ in false }) {
        self.key = key == "" ? nil : key
        self.isConfigured = isConfigured
    }

    func check(_ request: HTTPRequest) throws(AdminError) {
        let sent = request.fields[Self.keyField]
        let knowsKey = key.map { key in sent.map { Digest.equal($0, key) } ?? false } ?? false
        if sent != nil, !knowsKey { throw .wrongKey(isSet: key != nil) }
        if let address = request.remoteAddress, !Loopback.contains(address: address), !knowsKey {
            throw key == nil ? .notLoopback : .missingKey
        }
        // Any host name may be DNS rebinding by a page; a page of another origin cannot send the key.
        let host = request.fields["Host"]
        if let host, !knowsKey, !isOwn(host) { throw .foreignOrigin(host) }
        if let origin = request.fields["Origin"], Origin(origin)?.isLoopback != true {
            guard knowsKey, let host, origin == "http://\(host)" || origin == "https://\(host)" else {
                throw .foreignOrigin(origin)
            }
        }
    }

    private func isOwn(_ authority: String) -> Bool {
        guard let host = Authority(authority)?.host else { return false }
        return Loopback.contains(host: host) || isConfigured(host)
    }
}
