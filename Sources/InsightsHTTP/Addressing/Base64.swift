/// base64 with padding (RFC 4648 §4), as HTTP Basic and certificates in key sets have it.
package enum Base64 {
    fileprivate static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    fileprivate static let values = DigitValues(alphabet)

    /// Encodes bytes.
    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        encodedText(Array(bytes), alphabet, isPadded: true)
    }

    /// Decodes strictly: the padding must be there; nil for any text that `encode` does not write.
    package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        digits(ofPadded: Array(text)).flatMap { decodedBytes($0, values) }
    }

    /// Returns the digits before a complete padding; nil for any other padding.
    fileprivate static func digits(ofPadded text: [UInt8]) -> [UInt8]? {
        guard text.count % 4 == 0 else { return nil }
        let digits = text.prefix { $0 != UInt8(ascii: "=") }
        let padding = text.dropFirst(digits.count)
        guard padding.count < 3, padding.allSatisfy({ $0 == UInt8(ascii: "=") }) else { return nil }
        return Array(digits)
    }
}

/// base64url without padding (RFC 4648 §5), as JSON web tokens use it.
package enum Base64URL {
    private static let alphabet = Array(Base64.alphabet.dropLast(2)) + Array("-_".utf8)
    private static let values = DigitValues(alphabet)

    /// Encodes bytes.
    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        encodedText(Array(bytes), alphabet, isPadded: false)
    }

    /// Decodes strictly: no padding, no blanks, no other alphabet, no leftover bits; nil for anything else.
    ///
    /// Two texts never mean the same bytes, or a signature could be written in several ways.
    package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        decodedBytes(Array(text), values)
    }

    /// Decodes strictly a text that may also end with its complete padding.
    package static func decode(paddedOrNot text: some Collection<UInt8>) -> [UInt8]? {
        let text = Array(text)
        guard text.last == UInt8(ascii: "=") else { return decode(text) }
        return Base64.digits(ofPadded: text).flatMap { decodedBytes($0, values) }
    }
}

/// The value of each byte as a digit of an alphabet.
private struct DigitValues {
    static let none: UInt8 = 0xFF

    private let values: [UInt8]

    init(_ alphabet: [UInt8]) {
        var values = [UInt8](repeating: Self.none, count: 256)
        for (value, digit) in alphabet.enumerated() { values[Int(digit)] = UInt8(value) }
        self.values = values
    }

    subscript(_ byte: UInt8) -> UInt8 { values[Int(byte)] }
}

// Both loops run over arrays: a generic parameter of a caller in another module is not specialized, and each byte would
// cost a call.

private func encodedText(_ source: [UInt8], _ alphabet: [UInt8], isPadded: Bool) -> String {
    let rest = source.count % 3
    let digitCount = source.count / 3 * 4 + (rest == 0 ? 0 : rest + 1)
    let length = isPadded ? (source.count + 2) / 3 * 4 : digitCount
    return String(unsafeUninitializedCapacity: length) { text in
        var place = 0
        var index = 0
        while index < source.count {
            let second = index + 1 < source.count ? source[index + 1] : 0
            let third = index + 2 < source.count ? source[index + 2] : 0
            let bits = UInt32(source[index]) << 16 | UInt32(second) << 8 | UInt32(third)
            var shift: UInt32 = 18
            for _ in 0..<min(4, digitCount - place) {
                text[place] = alphabet[Int(bits >> shift & 63)]
                place += 1
                shift &-= 6
            }
            index += 3
        }
        while place < length {
            text[place] = UInt8(ascii: "=")
            place += 1
        }
        return length
    }
}

private func decodedBytes(_ digits: [UInt8], _ values: DigitValues) -> [UInt8]? {
    let rest = digits.count % 4
    guard rest != 1 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count / 4 * 3 + 2)
    var bits: UInt32 = 0
    var bitCount: UInt32 = 0
    for digit in digits {
        let value = values[digit]
        guard value != DigitValues.none else { return nil }
        bits = bits << 6 | UInt32(value)
        bitCount += 6
        if bitCount >= 8 {
            bitCount -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> bitCount))
            bits &= (1 << bitCount) - 1
        }
    }
    // Only the last group, where it is not whole, has bits to spare, and they must be zero.
    return bits == 0 ? bytes : nil
}
