import InsightsAPI
import InsightsHTTP
import InsightsRandomness

/// Decides who may administer: this machine, or whoever knows the key; never a browser page of another origin.
struct AdminAccess: Sendable {
    /// The header that carries the key.
    static let keyField = SimulatorEndpoints.keyField

    /// What callers of other machines must send; nil if they are refused.
    let key: String?
    /// Whether a host is one the service was started to be reached by, so that no page of another origin bent it here.
    let isConfigured: @Sendable (_ host: String) -> Bool

    /// Decides by a key; an empty one, which a variable that is not set leaves, is none.
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
        // A name that was bent to point here is a page's; one that sends the key is no page of another origin.
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
