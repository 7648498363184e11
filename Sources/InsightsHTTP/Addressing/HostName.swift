private import Glibc

/// A host name in the form in which certificates and proxies compare it.
package enum HostName {
    /// Normalizes a host name: lower case, no brackets around an IPv6 address, no final dot.
    ///
    /// It returns nil if the text is neither a host name nor an address.
    package static func normalized(_ text: some StringProtocol) -> String? {
        var name = text.lowercased()
        if name.hasPrefix("["), name.hasSuffix("]") {
            name = String(name.dropFirst().dropLast())
            return name.contains(":") && isAddress(name) ? name : nil
        }
        if isAddress(name) { return name }
        if name.hasSuffix(".") { name.removeLast() }
        let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isName = labels.allSatisfy { label in
            (1...63).contains(label.count)
                && label.allSatisfy { byte in
                    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x5F
                }
        }
        return isName && name.utf8.count <= 253 ? name : nil
    }

    /// Returns whether a text is an IPv4 or IPv6 address.
    package static func isAddress(_ text: String) -> Bool {
        // What C takes for the end of a text must not hide the rest of it.
        guard !text.utf8.contains(0) else { return false }
        var storage = in6_addr()
        return inet_pton(AF_INET, text, &storage) == 1 || inet_pton(AF_INET6, text, &storage) == 1
    }

    /// Returns a normalized host as URLs write it: an IPv6 address in brackets.
    package static func bracketed(_ host: String) -> String {
        host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
    }
}
