import InsightsHTTP

/// Decides who may administer: this machine, or whoever knows the key; never a browser page of another origin.
struct AdministrationAccess: Sendable {
    /// The header that carries the key.
    static let keyField = "x-insights-simulator-key"

    /// What callers of other machines must send; nil if they are refused.
    let key: String?

    func check(_ request: HTTPRequest) throws(AdministrationError) {
        let sent = request.fields[Self.keyField]
        let knowsKey = key.map { key in sent.map { Digest.equal($0, key) } ?? false } ?? false
        if sent != nil, !knowsKey { throw .wrongKey(isSet: key != nil) }
        if let address = request.remoteAddress, !Self.isLoopback(address), !knowsKey {
            throw key == nil ? .notLoopback : .missingKey
        }
        // A name that was bent to point here is a page's; one that sends the key is no page of another origin.
        if let host = request.fields["Host"], !knowsKey, !Self.isLoopback(Self.hostName(host)) {
            throw .foreignOrigin(host)
        }
        guard let origin = request.fields["Origin"] else { return }
        let name = Self.hostName(
            origin.split(separator: "/", omittingEmptySubsequences: true).last.map(String.init) ?? "")
        let ownName = knowsKey ? request.fields["Host"].map(Self.hostName) : nil
        if !Self.isLoopback(name), ownName != name || name.isEmpty { throw .foreignOrigin(origin) }
    }

    /// A host without its port.
    private static func hostName(_ authority: String) -> String {
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            return String(authority[authority.index(after: authority.startIndex)..<end])
        }
        return String(authority.prefix { $0 != ":" })
    }

    private static func isLoopback(_ host: String) -> Bool {
        let host = host.lowercased()
        return host == "localhost" || host == "::1" || host == "::ffff:127.0.0.1" || isLoopbackNumber(host)
    }

    /// 127.0.0.0/8 as four numbers: a name such as `127.0.0.1.example` is none.
    private static func isLoopbackNumber(_ host: String) -> Bool {
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return numbers.count == 4 && numbers[0] == 127 && !numbers.contains(nil)
    }
}
