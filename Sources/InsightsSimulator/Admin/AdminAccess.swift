import InsightsAPI
import InsightsHTTP
import InsightsRandomness

/// Decides who may use the administration: with a key its holders, otherwise callers on loopback, but no page of another
/// origin.
struct AdminAccess: Sendable {
    /// The header that carries the key.
    static let keyField = SimulatorEndpoints.keyField

    /// The key that every caller needs; nil if callers on loopback need none, and others are refused.
    let key: String?
    /// A function that returns whether a host was configured at the start, and so cannot come from DNS rebinding.
    let isConfigured: @Sendable (_ host: String) -> Bool

    /// Creates the check; an empty key, as left by an unset variable, counts as none.
    init(key: String?, isConfigured: @escaping @Sendable (_ host: String) -> Bool = { _ in false }) {
        self.key = key == "" ? nil : key
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
