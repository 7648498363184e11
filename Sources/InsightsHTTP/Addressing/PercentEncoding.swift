/// The percent-encoding of URLs and forms (RFC 3986 §2.1, WHATWG URL §5.1).
public enum PercentEncoding {
    /// Decodes `%XX`; a percent sign that two hexadecimal digits do not follow is kept as it is.
    ///
    /// - Parameters:
    ///   - text: the encoded text.
    ///   - plusIsBlank: whether `+` is a space, as in query strings and forms but not in paths.
    /// - Returns: the decoded text; bytes that are not UTF-8 become U+FFFD.
    public static func decode(_ text: some StringProtocol, plusIsBlank: Bool) -> String {
        // Most text has nothing to decode; it is valid already.
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else {
            return String(text)
        }
        let source = Array(text.utf8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(source.count)
        var index = 0
        while index < source.count {
            let byte = source[index]
            if byte == UInt8(ascii: "%"), index + 2 < source.count, let high = HexDigit.value(source[index + 1]),
                let low = HexDigit.value(source[index + 2])
            {
                bytes.append(high << 4 | low)
                index += 3
            } else {
                bytes.append(byte == UInt8(ascii: "+") && plusIsBlank ? UInt8(ascii: " ") : byte)
                index += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Encodes all characters except the unreserved ones of RFC 3986 §2.3, so the result is valid anywhere in a URL.
    public static func encode(_ text: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                bytes.append(byte)
            default:
                bytes.append(UInt8(ascii: "%"))
                bytes.append(HexDigit.upper(byte >> 4))
                bytes.append(HexDigit.upper(byte))
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
