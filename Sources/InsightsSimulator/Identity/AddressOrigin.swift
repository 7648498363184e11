/// The origin of a URL: scheme, host and port, with the host in lower case.
struct AddressOrigin: Sendable, Hashable {
    let isSecure: Bool
    /// The host; an IPv6 address is in brackets.
    let host: String
    /// The port; the default port of the scheme if none is given.
    let port: Int

    /// Parses the origin of an `http` or `https` URL and its path, at least `/`; nil for any other text.
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

    /// Parses the origin of an `http` or `https` URL; nil for any other text.
    init?(parsing address: String) {
        var path = ""
        self.init(parsing: address, path: &path)
    }

    /// Parses `host` or `host:port`; nil for any other text, such as one with credentials.
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
