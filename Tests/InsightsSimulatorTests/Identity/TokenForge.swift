import InsightsJSON
import Testing

@testable import InsightsIdentity
@testable import InsightsSimulator

/// Takes tokens apart and makes others, apart from the module's own encoding.
struct TokenForge: Sendable {
    var header: JSONObject
    var claims: JSONObject
    /// The segments of the token, unchanged.
    let segments: [String]

    init(_ token: String) throws {
        segments = token.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        try #require(segments.count == 3)
        header = try Self.object(segments[0])
        claims = try Self.object(segments[1])
    }

    private static func object(_ segment: String) throws -> JSONObject {
        let bytes = try #require(decode(segment))
        return try #require(try JSONParser.parse(bytes).object)
    }

    /// The part of the token that is signed.
    var signedText: String { segments[0] + "." + segments[1] }

    /// The header and claims as they are now, to be signed.
    var text: String {
        Self.encode(JSONWriter.encode(.object(header))) + "." + Self.encode(JSONWriter.encode(.object(claims)))
    }

    /// Returns the token with its present header and claims, signed by the key of a seed.
    func signed(bySeed seed: UInt64 = 7) -> String {
        text + "." + Self.encode(SigningKey.key(seededBy: seed).signature(of: Array(text.utf8)))
    }

    /// Returns the token with its present header and claims, and a signature made elsewhere.
    func token(signature: [UInt8]) -> String { text + "." + Self.encode(signature) }

    // MARK: base64url, RFC 4648 §5

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")

    static func encode(_ bytes: [UInt8]) -> String {
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let word = (0..<3).reduce(0) { $0 << 8 | (start + $1 < bytes.count ? Int(bytes[start + $1]) : 0) }
            for digit in 0...group.count { text.append(alphabet[word >> (18 - 6 * digit) & 63]) }
        }
        return text
    }

    static func decode(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var word = 0
        var bits = 0
        for character in text {
            guard let value = alphabet.firstIndex(of: character) else { return nil }
            word = (word << 6 | value) & 0xFFFF
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: word >> bits))
            }
        }
        return bytes
    }
}
