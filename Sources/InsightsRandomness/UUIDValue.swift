/// A UUID as its 128 bits, which needs no separate memory (RFC 9562 §4).
package struct UUIDValue: Hashable, Sendable, CustomStringConvertible {
    /// The first eight octets.
    package let high: UInt64
    /// The last eight octets.
    package let low: UInt64

    /// Creates a UUID from its bits.
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Parses the form with hyphens, in either letter case; nil for any other text.
    package init?(_ text: String) {
        var words: (UInt64, UInt64) = (0, 0)
        var position = 0
        for byte in text.utf8 {
            guard position < Self.length else { return nil }
            if Self.isHyphen(position) {
                guard byte == UInt8(ascii: "-") else { return nil }
            } else {
                let digit: UInt8
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
                case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
                case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
                default: return nil
                }
                words = (words.0 << 4 | words.1 >> 60, words.1 << 4 | UInt64(digit))
            }
            position += 1
        }
        guard position == Self.length else { return nil }
        self.init(high: words.0, low: words.1)
    }

    /// The length of the text in bytes.
    package static let length = 36

    private static func isHyphen(_ position: Int) -> Bool {
        position == 8 || position == 13 || position == 18 || position == 23
    }

    /// The form with hyphens, in lower case, such as `3f1c5a52-9d0e-4e36-9a53-0f5c1d7c8e21`.
    package var description: String {
        String(unsafeUninitializedCapacity: Self.length) { buffer in
            write(to: buffer)
            return Self.length
        }
    }

    /// Writes the text into a buffer of at least `length` bytes.
    package func write(to buffer: UnsafeMutableBufferPointer<UInt8>) {
        precondition(buffer.count >= Self.length, "no room for an identifier")
        let bytes = UnsafeMutableRawBufferPointer(buffer)
        let second = Self.digits(UInt32(truncatingIfNeeded: high))
        let third = Self.digits(UInt32(truncatingIfNeeded: low >> 32))
        bytes.storeBytes(of: Self.digits(UInt32(truncatingIfNeeded: high >> 32)).bigEndian, as: UInt64.self)
        bytes.storeBytes(of: UInt32(truncatingIfNeeded: second >> 32).bigEndian, toByteOffset: 9, as: UInt32.self)
        bytes.storeBytes(of: UInt32(truncatingIfNeeded: second).bigEndian, toByteOffset: 14, as: UInt32.self)
        bytes.storeBytes(of: UInt32(truncatingIfNeeded: third >> 32).bigEndian, toByteOffset: 19, as: UInt32.self)
        bytes.storeBytes(of: UInt32(truncatingIfNeeded: third).bigEndian, toByteOffset: 24, as: UInt32.self)
        let fourth = Self.digits(UInt32(truncatingIfNeeded: low))
        bytes.storeBytes(of: fourth.bigEndian, toByteOffset: 28, as: UInt64.self)
        let hyphen = UInt8(ascii: "-")
        (buffer[8], buffer[13], buffer[18], buffer[23]) = (hyphen, hyphen, hyphen, hyphen)
    }

    /// Returns the eight hexadecimal digits of a word as bytes, the first one in the highest byte.
    private static func digits(_ word: UInt32) -> UInt64 {
        var nibbles = UInt64(word)
        nibbles = (nibbles | nibbles << 16) & 0x0000_FFFF_0000_FFFF
        nibbles = (nibbles | nibbles << 8) & 0x00FF_00FF_00FF_00FF
        nibbles = (nibbles | nibbles << 4) & 0x0F0F_0F0F_0F0F_0F0F
        let letters = (nibbles &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        // From "9" to "a" are 40 places, of which one is counted already.
        return nibbles &+ 0x3030_3030_3030_3030 &+ letters &* 39
    }
}
