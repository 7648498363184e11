/// Hexadecimal digits as ASCII bytes.
package enum HexDigit {
    /// Returns the value of a digit of either letter case, or nil for any other byte.
    @inlinable
    package static func value(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    /// Returns the capital digit of the low four bits.
    @inlinable
    package static func upper(_ bits: UInt8) -> UInt8 {
        let digit = bits & 15
        return digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") - 10 + digit
    }

    /// Returns the small digit of the low four bits.
    @inlinable
    package static func lower(_ bits: UInt8) -> UInt8 {
        let digit = bits & 15
        return digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit
    }

    /// Returns two capital digits for each byte.
    package static func upperText(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: bytes.flatMap { [upper($0 >> 4), upper($0)] }, as: UTF8.self)
    }
}
