/// Tells this machine from others by how they are written.
///
/// Names are compared whole: a name such as `127.0.0.1.example.com` belongs to whoever owns `example.com`, and may point
/// here only to let a page of theirs in (DNS rebinding).
package enum Loopback {
    /// Whether a text is an address of this machine: 127.0.0.0/8, also mapped into IPv6, or ::1.
    package static func contains(address: String) -> Bool {
        let address = address.lowercased()
        if address == "::1" { return true }
        let mapped = "::ffff:"
        let dotted = address.hasPrefix(mapped) ? address.dropFirst(mapped.count) : address[...]
        let numbers = dotted.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return numbers.count == 4 && !numbers.contains(nil) && numbers[0] == 127
    }

    /// Whether a normalized host, without brackets, is this machine by name or address.
    package static func contains(host: String) -> Bool {
        host == "localhost" || contains(address: host)
    }
}
