/// The escapes of JSON strings, for `JSONWriter` and for writers that fill memory themselves.
package enum JSONEscaping {
    /// The maximum number of bytes that one byte of text takes: that of `\u001f`.
    package static let longest = 6

    /// Returns whether a byte must be escaped.
    @inline(__always)
    static func isEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x7F || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private static let highBits: UInt64 = 0x8080_8080_8080_8080
    private static let ones: UInt64 = 0x0101_0101_0101_0101

    /// Returns a word whose high bits tell whether any of eight bytes must be escaped; all of them are 0 if none must.
    @inline(__always)
    private static func escaped(in word: UInt64) -> UInt64 {
        // Subtracting sets the high bit of a byte that is smaller than what is subtracted. A byte above may borrow from
        // it, so the bits do not tell which. A byte from 0x80 on never counts.
        let control = word &- ones &* 0x20
        let quote = (word ^ ones &* UInt64(UInt8(ascii: "\""))) &- ones
        let backslash = (word ^ ones &* UInt64(UInt8(ascii: "\\"))) &- ones
        let delete = (word ^ ones &* 0x7F) &- ones
        return (control | quote | backslash | delete) & ~word
    }

    /// Returns the place of the first byte from `start` on that must be escaped, or the end.
    static func firstEscaped(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        let raw = UnsafeRawBufferPointer(text)
        var place = start
        while place &+ 8 <= text.count,
            escaped(in: raw.loadUnaligned(fromByteOffset: place, as: UInt64.self)) & highBits == 0
        {
            place &+= 8
        }
        while place < text.count, !isEscaped(text[place]) { place &+= 1 }
        return place
    }

    /// Passes the bytes of the escape of one byte, one after another.
    @inline(__always)
    static func escape(_ byte: UInt8, _ put: (UInt8) -> Void) {
        put(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): put(byte)
        case 0x0A: put(UInt8(ascii: "n"))
        case 0x0D: put(UInt8(ascii: "r"))
        case 0x09: put(UInt8(ascii: "t"))
        default:
            for digit in "u00".utf8 { put(digit) }
            put(UInt8(ascii: "0") + byte >> 4)
            let low = byte & 0xF
            put(low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") - 10 + low)
        }
    }

    /// Writes a text in quotes, and returns the position after it.
    ///
    /// The memory must have room for `longest` bytes per byte of text, and two quotes.
    package static func write(
        _ text: UnsafeRawBufferPointer, to output: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        output.pointee = UInt8(ascii: "\"")
        let start = output + 1
        guard let source = text.baseAddress else { return quote(start) }
        let (target, count) = (UnsafeMutableRawPointer(start), text.count)
        var position = 0
        // Most texts have nothing to escape: they are copied in words, each checked on the way.
        while position &+ 16 <= count {
            let first = source.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            let second = source.loadUnaligned(fromByteOffset: position &+ 8, as: UInt64.self)
            guard (escaped(in: first) | escaped(in: second)) & highBits == 0 else {
                return writeEscaping(text, from: position, to: start + position)
            }
            target.storeBytes(of: first, toByteOffset: position, as: UInt64.self)
            target.storeBytes(of: second, toByteOffset: position &+ 8, as: UInt64.self)
            position &+= 16
        }
        if position &+ 8 <= count {
            let word = source.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            guard escaped(in: word) & highBits == 0 else {
                return writeEscaping(text, from: position, to: start + position)
            }
            target.storeBytes(of: word, toByteOffset: position, as: UInt64.self)
            position &+= 8
        }
        while position < count {
            let byte = source.load(fromByteOffset: position, as: UInt8.self)
            guard !isEscaped(byte) else { return writeEscaping(text, from: position, to: start + position) }
            start[position] = byte
            position &+= 1
        }
        return quote(start + count)
    }

    /// Writes the rest of a text byte by byte, with the quote that ends it.
    private static func writeEscaping(
        _ text: UnsafeRawBufferPointer, from position: Int, to output: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        var place = output
        func put(_ byte: UInt8) {
            place.pointee = byte
            place += 1
        }
        for byte in text[position...] {
            if isEscaped(byte) {
                escape(byte, put)
            } else {
                put(byte)
            }
        }
        return quote(place)
    }

    @inline(__always)
    private static func quote(_ output: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        output.pointee = UInt8(ascii: "\"")
        return output + 1
    }
}
