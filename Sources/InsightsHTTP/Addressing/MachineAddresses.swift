private import Glibc

/// The addresses of this machine's network interfaces, beside those of loopback.
package enum MachineAddresses {
    /// Returns whether an address belongs to this machine: loopback, unspecified, or one of an interface.
    package static func contains(_ text: String) -> Bool {
        if Loopback.contains(address: text) { return true }
        guard let address = bytes(of: text) else { return false }
        // A connection to the unspecified address reaches this machine.
        return address.allSatisfy { $0 == 0 } || interfaces.contains(address)
    }

    /// Returns the bytes of an address, of an IPv4 address also where it is mapped into IPv6; nil for any other text.
    private static func bytes(of text: String) -> [UInt8]? {
        // What follows a percent sign is the name of an interface.
        let text = String(text.prefix { $0 != "%" })
        guard !text.utf8.contains(0) else { return nil }
        var short = in_addr()
        if inet_pton(AF_INET, text, &short) == 1 { return withUnsafeBytes(of: short) { Array($0) } }
        var long = in6_addr()
        guard inet_pton(AF_INET6, text, &long) == 1 else { return nil }
        return unmapped(withUnsafeBytes(of: long) { Array($0) })
    }

    private static func unmapped(_ address: [UInt8]) -> [UInt8] {
        let isMapped = address.prefix(10).allSatisfy { $0 == 0 } && address[10] == 0xFF && address[11] == 0xFF
        return isMapped ? Array(address.suffix(4)) : address
    }

    /// The addresses of the interfaces now; they change while a program runs.
    private static var interfaces: [[UInt8]] {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { return [] }
        defer { freeifaddrs(list) }
        var addresses: [[UInt8]] = []
        var next = list
        while let entry = next {
            if let address = entry.pointee.ifa_addr {
                let raw = UnsafeRawPointer(address)
                switch Int32(address.pointee.sa_family) {
                case AF_INET:
                    let value = raw.loadUnaligned(as: sockaddr_in.self).sin_addr
                    addresses.append(withUnsafeBytes(of: value) { Array($0) })
                case AF_INET6:
                    let value = raw.loadUnaligned(as: sockaddr_in6.self).sin6_addr
                    addresses.append(unmapped(withUnsafeBytes(of: value) { Array($0) }))
                default: break
                }
            }
            next = entry.pointee.ifa_next
        }
        return addresses
    }
}
