import InsightsHTTP
import InsightsJSON

/// A strictly parsed JSON Web Token: three segments, strict base64url, no repeated names (token-endpoint section 14).
struct JWT: Sendable {
    let header: JSONObject
    let claims: JSONObject
    let signature: [UInt8]
    /// The bytes that are signed.
    let signedBytes: [UInt8]

    /// The maximum length of a token in bytes.
    static let longest = 16 * 1024

    /// Parses a token; nil if it is malformed.
    ///
    /// Padding contradicts RFC 7515 §2, so that only tokens of others may have it.
    init?(_ token: [UInt8], mayBePadded: Bool = false) {
        guard token.count <= Self.longest else { return nil }
        let segments = token.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard segments.count == 3 else { return nil }
        let decoded = segments.map { segment in
            mayBePadded ? Base64URL.decode(paddedOrNot: segment) : Base64URL.decode(segment)
        }
        guard let header = decoded[0].flatMap(Self.object), let claims = decoded[1].flatMap(Self.object),
            let signature = decoded[2]
        else { return nil }
        self.header = header
        self.claims = claims
        self.signature = signature
        signedBytes = Array(token[..<(segments[2].startIndex - 1)])
    }

    private static func object(_ bytes: [UInt8]) -> JSONObject? {
        guard let object = (try? JSONParser.parse(bytes))?.object, Set(object.keys).count == object.keys.count
        else { return nil }
        return object
    }
}
