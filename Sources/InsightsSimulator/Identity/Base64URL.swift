private import COpenSSL

/// The encoding base64url without padding (RFC 4648 §5), as in JSON Web Tokens.
enum Base64URL {
    static func encode(_ bytes: some Collection<UInt8>) -> String {
        let source = Array(bytes)
        var text = [UInt8](repeating: 0, count: 4 * ((source.count + 2) / 3) + 1)
        let count = Int(EVP_EncodeBlock(&text, source, Int32(source.count)))
        text.removeLast(text.count - count)
        while text.last == UInt8(ascii: "=") { text.removeLast() }
        for index in text.indices {
            if text[index] == UInt8(ascii: "+") { text[index] = UInt8(ascii: "-") }
            if text[index] == UInt8(ascii: "/") { text[index] = UInt8(ascii: "_") }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Decodes standard base64 with padding (RFC 4648 §4); nil for any other text.
    static func decodeStandard(_ text: some Collection<UInt8>) -> [UInt8]? {
        guard text.count % 4 == 0 else { return nil }
        let digits = Array(text.prefix { $0 != UInt8(ascii: "=") })
        guard text.count - digits.count < 3, !digits.contains(where: { "-_".utf8.contains($0) }),
            text.dropFirst(digits.count).allSatisfy({ $0 == UInt8(ascii: "=") })
        else { return nil }
        return decode(
            digits.map { byte in
                switch byte {
                case UInt8(ascii: "+"): UInt8(ascii: "-")
                case UInt8(ascii: "/"): UInt8(ascii: "_")
                default: byte
                }
            })
    }

    /// Encodes standard base64 with padding, as for certificates in key sets (RFC 7517 §4.7).
    static func encodeStandard(_ bytes: [UInt8]) -> String {
        var text = [UInt8](repeating: 0, count: 4 * ((bytes.count + 2) / 3) + 1)
        let count = Int(EVP_EncodeBlock(&text, bytes, Int32(bytes.count)))
        return String(decoding: text.prefix(count), as: UTF8.self)
    }

    /// Decodes strictly, without padding, whitespace, another alphabet or leftover bits; nil for any other text.
    static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        var source: [UInt8] = []
        source.reserveCapacity(text.count + 2)
        for byte in text {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                source.append(byte)
            case UInt8(ascii: "-"): source.append(UInt8(ascii: "+"))
            case UInt8(ascii: "_"): source.append(UInt8(ascii: "/"))
            default: return nil
            }
        }
        let padding = (4 - source.count % 4) % 4
        guard padding < 3 else { return nil }
        source.append(contentsOf: repeatElement(UInt8(ascii: "="), count: padding))
        var bytes = [UInt8](repeating: 0, count: source.count / 4 * 3)
        guard source.isEmpty || EVP_DecodeBlock(&bytes, source, Int32(source.count)) >= 0 else { return nil }
        bytes.removeLast(padding)
        // No two texts may decode to the same bytes, or a signature could be written in several ways. Only an
        // incomplete last group has unused bits.
        let rest = text.count % 4
        guard rest == 0 || encode(bytes.suffix(rest - 1)).utf8.elementsEqual(text.suffix(rest)) else { return nil }
        return bytes
    }
}
