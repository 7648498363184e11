/// Decodes a certificate from PEM text (RFC 7468).
enum PEMCertificate {
    private static let first = "-----BEGIN CERTIFICATE-----"
    private static let last = "-----END CERTIFICATE-----"

    /// Returns the DER bytes of one certificate; nil for any other text.
    static func decode(_ text: String) -> [UInt8]? {
        let lines = text.split(whereSeparator: \.isNewline)
        guard lines.count > 2, lines[0] == first, lines[lines.count - 1] == last else { return nil }
        return base64(lines[1..<(lines.count - 1)].joined())
    }

    /// Decodes standard base64 with padding; nil for any other text.
    private static func base64(_ text: String) -> [UInt8]? {
        let characters = Array(text.utf8)
        guard !characters.isEmpty, characters.count % 4 == 0 else { return nil }
        let padding = characters.suffix(2).count { $0 == UInt8(ascii: "=") }
        var bytes: [UInt8] = []
        var word = 0
        for (index, character) in characters.dropLast(padding).enumerated() {
            guard let value = digit(character) else { return nil }
            word = word << 6 | value
            if index % 4 == 3 {
                bytes += [UInt8(word >> 16), UInt8(word >> 8 & 255), UInt8(word & 255)]
                word = 0
            }
        }
        switch padding {
        case 1: bytes += [UInt8(word >> 10), UInt8(word >> 2 & 255)]
        case 2: bytes.append(UInt8(word >> 4))
        default: break
        }
        return bytes
    }

    private static func digit(_ byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(byte - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(byte - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
