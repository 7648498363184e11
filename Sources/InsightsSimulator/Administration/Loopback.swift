/// Distinguishes addresses of this machine from others by their text.
///
/// Names are compared as a whole. A name such as `127.0.0.1.example.com` belongs to the owner of `example.com`, and may
/// resolve to this machine only to admit one of their pages (DNS rebinding).
enum Loopback {
    /// Returns whether a text is a loopback address: 127.0.0.0/8, also mapped into IPv6, or ::1.
    static func contains(address: String) -> Bool {
        let address = address.lowercased()
        if address == "::1" { return true }
        let mapped = "::ffff:"
        let dotted = address.hasPrefix(mapped) ? address.dropFirst(mapped.count) : address[...]
        let numbers = dotted.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return numbers.count == 4 && !numbers.contains(nil) && numbers[0] == 127
    }

    /// Returns whether an authority, `host` or `host:port`, names this machine.
    static func contains(authority: some StringProtocol) -> Bool {
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return false }
            return contains(address: String(authority[..<end].dropFirst()))
        }
        let host = authority.prefix { $0 != ":" }
        return host.lowercased() == "localhost" || contains(address: String(host))
    }

    /// Returns whether the value of an `Origin` header is an origin on this machine (RFC 6454 §7).
    static func contains(origin: String) -> Bool {
        let parts = origin.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].hasSuffix(":"), parts[1].isEmpty, !parts[2].contains("/") else { return false }
        return contains(authority: parts[2])
    }
}
