/// Where an address begins: scheme, host and port, the host in lower case.
struct AddressOrigin: Sendable, Hashable {
    let isSecure: Bool
    /// The host; an IPv6 address in its brackets.
    let host: String
    /// The port, where none is written that of the scheme.
    let port: Int

    /// The origin of an `http` or `https` address, and its path, at least `/`; nil for any other text.
    init?(parsing address: String, path: inout String) {
        let parts = address.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count > 2, parts[1].isEmpty else { return nil }
        switch parts[0].lowercased() {
        case "https:": self.init(authority: parts[2], isSecure: true)
        case "http:": self.init(authority: parts[2], isSecure: false)
        default: return nil
        }
        path = "/" + (parts.count > 3 ? parts[3] : "")
    }

    /// The origin of an `http` or `https` address; nil for any other text.
    init?(parsing address: String) {
        var path = ""
        self.init(parsing: address, path: &path)
    }

    /// The origin of `host` or `host:port`; nil for any other text, such as one with a user's name.
    init?(authority: some StringProtocol, isSecure: Bool) {
        let authority = authority.lowercased()
        guard !authority.contains("@") else { return nil }
        let nameEnd =
            authority.hasPrefix("[")
            ? authority.firstIndex(of: "]").map { authority.index(after: $0) }
            : authority.firstIndex(of: ":") ?? authority.endIndex
        guard let nameEnd, nameEnd > authority.startIndex else { return nil }
        self.isSecure = isSecure
        host = String(authority[..<nameEnd])
        let rest = authority[nameEnd...]
        guard !rest.isEmpty else {
            port = isSecure ? 443 : 80
            return
        }
        guard rest.first == ":", let number = UInt16(rest.dropFirst()) else { return nil }
        port = Int(number)
    }
}
