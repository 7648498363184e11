/// A host with an optional port: `host[:port]`, without user information (RFC 3986 §3.2).
package struct Authority: Sendable, Hashable, CustomStringConvertible {
    /// The host as `HostName` normalizes it; an IPv6 address without its brackets.
    package let host: String
    /// The port, from 1 to 65535; nil where the text has none.
    package let port: Int?

    /// Parses a text strictly; nil for any other form.
    package init?(_ text: some StringProtocol) {
        // An IPv6 address in brackets contains colons.
        let afterName = text.lastIndex(of: "]").map { text.index(after: $0) } ?? text.startIndex
        guard let colon = text[afterName...].firstIndex(of: ":") else {
            guard let host = HostName.normalized(text) else { return nil }
            self.host = host
            port = nil
            return
        }
        let digits = text[text.index(after: colon)...]
        guard let host = HostName.normalized(text[..<colon]), !digits.isEmpty,
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits), port > 0
        else { return nil }
        self.host = host
        self.port = Int(port)
    }

    /// Whether the host is this machine.
    package var isLoopback: Bool { Loopback.contains(host: host) }

    package var description: String { HostName.bracketed(host) + (port.map { ":\($0)" } ?? "") }
}
