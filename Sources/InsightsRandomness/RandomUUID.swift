/// A version 4 UUID in lower case (RFC 9562 §5.4), whose text is made only where it is needed.
package struct RandomUUID: Hashable, Sendable, CustomStringConvertible {
    private let high: UInt64
    private let low: UInt64

    /// The length of the text in bytes.
    package static let length = 36

    /// Creates an identifier from random bits, of which six become version and variant.
    package init(high: UInt64, low: UInt64) {
        self.high = high & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        self.low = low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    }

    /// The text, such as `3f1c5a52-9d0e-4e36-9a53-0f5c1d7c8e21`.
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
