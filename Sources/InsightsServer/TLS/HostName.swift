import CLinux
import Glibc

/// A host name in the form in which certificates and proxies compare it.
package enum HostName {
    /// Normalizes a host name: lower case, no brackets around an IPv6 address, no final dot.
    ///
    /// It returns nil if the text is neither a host name nor an address.
    package static func normalized(_ text: some StringProtocol) -> String? {
        var name = text.lowercased()
        if name.hasPrefix("["), name.hasSuffix("]") {
            name = String(name.dropFirst().dropLast())
            return isAddress(name) ? name : nil
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
        var storage = in6_addr()
        return inet_pton(AF_INET, text, &storage) == 1 || inet_pton(AF_INET6, text, &storage) == 1
    }

    /// Splits `host:port`; the port is nil if it is missing, and the result is nil if the form is wrong.
    package static func split(authority: some StringProtocol) -> (name: String, port: Int?)? {
        // An IPv6 address in brackets contains colons.
        let afterName = authority.lastIndex(of: "]").map { authority.index(after: $0) } ?? authority.startIndex
        guard let colon = authority[afterName...].firstIndex(of: ":") else {
            return normalized(authority).map { ($0, nil) }
        }
        let digits = authority[authority.index(after: colon)...]
        guard let name = normalized(authority[..<colon]), !digits.isEmpty,
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits)
        else { return nil }
        return (name, Int(port))
    }
}
