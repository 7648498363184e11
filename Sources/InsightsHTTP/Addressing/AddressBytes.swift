private import Glibc

/// The bytes of an IP address, of an IPv4 address also where it is mapped into IPv6.
enum AddressBytes {
    /// Returns the four or sixteen bytes of an address, without the name of an interface; nil for any other text.
    static func of(_ text: String) -> [UInt8]? {
        // What follows a percent sign is the name of an interface.
        let text = String(text.prefix { $0 != "%" })
        guard !text.utf8.contains(0) else { return nil }
        var short = in_addr()
        if inet_pton(AF_INET, text, &short) == 1 { return withUnsafeBytes(of: short) { Array($0) } }
        var long = in6_addr()
        guard inet_pton(AF_INET6, text, &long) == 1 else { return nil }
        return unmapped(withUnsafeBytes(of: long) { Array($0) })
    }

    /// Returns the IPv4 address that is mapped into an IPv6 address; any other address unchanged.
    static func unmapped(_ address: [UInt8]) -> [UInt8] {
        isMapped(address) ? Array(address.suffix(4)) : address
    }

    private static func isMapped(_ address: [UInt8]) -> Bool {
        address.count == 16 && address.prefix(10).allSatisfy { $0 == 0 } && address[10] == 0xFF && address[11] == 0xFF
    }
}
