private import Glibc

/// The addresses of this machine's network interfaces, beside those of loopback.
package enum MachineAddresses {
    /// Returns whether an address belongs to this machine: loopback, unspecified, or one of an interface.
    package static func contains(_ text: String) -> Bool {
        if Loopback.contains(address: text) { return true }
        guard let address = AddressBytes.of(text) else { return false }
        // A connection to the unspecified address reaches this machine.
        return address.allSatisfy { $0 == 0 } || interfaces.contains(address)
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
                    addresses.append(AddressBytes.unmapped(withUnsafeBytes(of: value) { Array($0) }))
                default: break
                }
            }
            next = entry.pointee.ifa_next
        }
        return addresses
    }
}
