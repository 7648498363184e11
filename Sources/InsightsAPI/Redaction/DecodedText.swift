import InsightsHTTP

/// A text after one decoding, whose bytes know their place in the original.
struct DecodedText {
    private(set) var bytes: [UInt8]
    /// The place of each byte in the original, and of the end; nil for the original itself.
    private var origins: [Int]?

    init(original: [UInt8]) {
        bytes = original
    }

    private init(bytes: [UInt8], origins: [Int]) {
        self.bytes = bytes
        self.origins = origins
    }

    /// Whether nothing was decoded.
    var isOriginal: Bool { origins == nil }

    /// Returns the range of the original from which a range was decoded.
    func original(_ range: Range<Int>) -> Range<Int> {
        guard let origins else { return range }
        return origins[range.lowerBound]..<origins[range.upperBound]
    }

    /// Returns whether a byte was sent as such.
    func isLiteral(_ index: Int) -> Bool {
        guard let origins else { return true }
        return origins[index + 1] - origins[index] == 1
    }

    private func origin(_ index: Int) -> Int { origins?[index] ?? index }

    /// Returns the text with `%XX` decoded; nil if that changes nothing.
    func percentDecoded(plusIsBlank: Bool) -> DecodedText? {
        decoded { bytes, index in
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count, let high = HexDigit.value(bytes[index + 1]),
                let low = HexDigit.value(bytes[index + 2])
            {
                return ([high << 4 | low], 3)
            }
            return plusIsBlank && bytes[index] == UInt8(ascii: "+") ? ([UInt8(ascii: " ")], 1) : nil
        }
    }

    /// Returns the text with the escapes of JSON strings decoded; nil if there are none.
    var unescaped: DecodedText? {
        decoded { bytes, index in
            guard bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count else { return nil }
            switch bytes[index + 1] {
            case UInt8(ascii: "n"): return ([0x0A], 2)
            case UInt8(ascii: "r"): return ([0x0D], 2)
            case UInt8(ascii: "t"): return ([0x09], 2)
            case UInt8(ascii: "u"):
                guard index + 5 < bytes.count else { return nil }
                var value: UInt32 = 0
                for digit in bytes[index + 2...index + 5] {
                    guard let digit = HexDigit.value(digit) else { return nil }
                    value = value << 4 | UInt32(digit)
                }
                guard let scalar = Unicode.Scalar(value) else { return nil }
                return (Array(String(Character(scalar)).utf8), 6)
            case let byte where byte >= 0x80: return nil
            case let byte: return ([byte], 2)
            }
        }
    }

    private func decoded(_ decode: ([UInt8], Int) -> (bytes: [UInt8], length: Int)?) -> DecodedText? {
        var result: [UInt8] = []
        var places: [Int] = []
        var isChanged = false
        var index = 0
        while index < bytes.count {
            if let (content, length) = decode(bytes, index) {
                isChanged = true
                for byte in content {
                    result.append(byte)
                    places.append(origin(index))
                }
                index += length
            } else {
                result.append(bytes[index])
                places.append(origin(index))
                index += 1
            }
        }
        guard isChanged else { return nil }
        places.append(origin(bytes.count))
        return DecodedText(bytes: result, origins: places)
    }
}
