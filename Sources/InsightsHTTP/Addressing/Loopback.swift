/// Distinguishes addresses of this machine from others by their text.
///
/// Names are compared as a whole. A name such as `127.0.0.1.example.com` belongs to the owner of `example.com`. It may
/// resolve to loopback in order to admit one of their pages (DNS rebinding).
package enum Loopback {
    /// The address of every peer at a Unix socket, which has no other one.
    package static let unixPeer = "unix:"

    /// Returns whether a text is a loopback address: 127.0.0.0/8, also mapped into IPv6, ::1, or a Unix socket's peer.
    package static func contains(address: String) -> Bool {
        let address = address.lowercased()
        if address == "::1" || address == unixPeer { return true }
        let mapped = "::ffff:"
        let dotted = address.hasPrefix(mapped) ? address.dropFirst(mapped.count) : address[...]
        let numbers = dotted.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return numbers.count == 4 && !numbers.contains(nil) && numbers[0] == 127
    }

    /// Returns whether a normalized host, without brackets, is this machine by name or address.
    package static func contains(host: String) -> Bool {
        host == "localhost" || contains(address: host)
    }
}
