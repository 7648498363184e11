/// Classes of bytes in a message, as masks and comparisons that the optimiser can vectorise.
enum ByteClass {
    /// The bytes 0 to 63 of a token: `! # $ % & ' * + - .` and digits (RFC 9110 §5.6.2).
    private static let tokenLow: UInt64 = 0x03FF_6CFA_0000_0000
    /// The bytes 64 to 127 of a token: letters and `^ _ backquote | ~`.
    private static let tokenHigh: UInt64 = 0x57FF_FFFF_C7FF_FFFE

    /// Returns whether a byte may occur in a token (RFC 9110 §5.6.2).
    @inline(__always)
    static func isToken(_ byte: UInt8) -> Bool {
        if byte < 64 { return tokenLow &>> UInt64(byte) & 1 == 1 }
        if byte < 128 { return tokenHigh &>> UInt64(byte &- 64) & 1 == 1 }
        return false
    }

    /// Returns whether a byte may occur in a field value: tab, space, visible ASCII, and bytes above ASCII (RFC 9110
    /// §5.5).
    @inline(__always)
    static func isFieldValue(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != 0x7F || byte == 0x09
    }

    /// Returns whether every byte may occur in a field value.
    ///
    /// It looks at eight bytes at a time, since every request has a token of a thousand. Only words with a control
    /// character, which a tab is too, are looked at byte by byte.
    static func areFieldValue(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        var index = 0
        while index &+ 8 <= bytes.count {
            let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            let delete = word ^ (ones &* 0x7F)
            let suspects = ((word &- ones &* 0x20) & ~word | (delete &- ones) & ~delete) & (ones &* 0x80)
            if suspects != 0 {
                for place in index..<index &+ 8 where !isFieldValue(bytes[place]) { return false }
            }
            index &+= 8
        }
        while index < bytes.count {
            if !isFieldValue(bytes[index]) { return false }
            index &+= 1
        }
        return true
    }

    /// Returns whether all bytes are ASCII.
    static func areASCII(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var bits: UInt64 = 0
        var index = 0
        while index &+ 8 <= bytes.count {
            bits |= bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            index &+= 8
        }
        while index < bytes.count {
            bits |= UInt64(bytes[index])
            index &+= 1
        }
        return bits & 0x8080_8080_8080_8080 == 0
    }

    /// Returns whether a byte may occur in a request target.
    ///
    /// Accepts more than RFC 3986, because clients send `'`, `|`, `"` and bytes above ASCII unescaped. None of these
    /// can be confused with the end of the target.
    @inline(__always)
    static func isTarget(_ byte: UInt8) -> Bool {
        // A client keeps a fragment to itself (RFC 9110 §4.2.5).
        byte > 0x20 && byte != 0x7F && byte != UInt8(ascii: "#")
    }

    /// Returns whether a byte is a decimal digit.
    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10
    }

    /// Returns whether a byte is a space or a tab (RFC 9110 §5.6.3).
    @inline(__always)
    static func isWhitespace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09
    }

    /// Returns the byte in lower case if it is an ASCII letter, otherwise unchanged.
    @inline(__always)
    static func lowercased(_ byte: UInt8) -> UInt8 {
        byte &- 0x41 < 26 ? byte | 0x20 : byte
    }

    /// Returns the value of a hexadecimal digit; nil for any other byte.
    @inline(__always)
    static func hexValue(_ byte: UInt8) -> Int? {
        HexDigit.value(byte).map(Int.init)
    }
}
