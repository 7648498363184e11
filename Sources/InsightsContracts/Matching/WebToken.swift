import InsightsJSON

/// A reader of JSON web tokens (RFC 7519) that does not check signatures.
enum WebToken {
    /// Decodes a token into an object of `header` and `claims`; returns nil if the text is not a token.
    static func read(_ text: String) -> JSONValue? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = decode(parts[0]), let claims = decode(parts[1]) else { return nil }
        return .object(["header": header, "claims": claims])
    }

    private static func decode(_ part: Substring) -> JSONValue? {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for digit in part.utf8 {
            guard let value = sixBits(digit) else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return try? JSONParser.parse(bytes)
    }

    /// Returns the value of a base64url digit (RFC 4648 §5); nil for any other byte.
    private static func sixBits(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): digit - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0") + 52
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
