/// The IP addresses that begin with the same bits, such as `10.0.0.0/8` (RFC 4632); or one address.
package struct NetworkPrefix: Sendable, Hashable {
    private let bytes: [UInt8]
    private let length: Int

    /// Parses an address with or without a number of bits; nil for any other text.
    ///
    /// Bits past that number are ignored, because tools print the address of an interface with the length of its network.
    package init?(_ text: some StringProtocol) {
        let parts = String(text).split(separator: "/", omittingEmptySubsequences: false).map { String($0) }
        guard parts.count <= 2, !parts[0].contains("%"), let bytes = AddressBytes.of(parts[0]) else { return nil }
        // The bits of an address that is mapped into IPv6 are counted from the start of the whole.
        let most = parts[0].contains(":") ? 128 : 32
        var length = most
        if parts.count == 2 {
            let digits = parts[1].utf8
            guard (1...3).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }),
                let number = Int(parts[1]), number <= most
            else { return nil }
            length = number
        }
        length -= most - bytes.count * 8
        guard length >= 0 else { return nil }
        self.length = length
        self.bytes = Self.masked(bytes, length)
    }

    /// Returns whether an address belongs to the prefix; false for any other text.
    package func contains(_ address: String) -> Bool {
        guard let other = AddressBytes.of(address), other.count == bytes.count else { return false }
        return Self.masked(other, length) == bytes
    }

    private static func masked(_ bytes: [UInt8], _ length: Int) -> [UInt8] {
        bytes.enumerated().map { index, byte in
            let kept = min(8, max(0, length - index * 8))
            return kept == 0 ? 0 : byte & (0xFF << UInt8(8 - kept))
        }
    }
}
