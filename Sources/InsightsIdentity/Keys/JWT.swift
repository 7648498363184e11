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
    init?(_ token: [UInt8]) {
        guard token.count <= Self.longest else { return nil }
        let segments = token.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard segments.count == 3, let header = Self.object(segments[0]), let claims = Self.object(segments[1]),
            let signature = Base64URL.decode(segments[2])
        else { return nil }
        self.header = header
        self.claims = claims
        self.signature = signature
        signedBytes = Array(token[..<(segments[2].startIndex - 1)])
    }

    private static func object(_ segment: ArraySlice<UInt8>) -> JSONObject? {
        guard let bytes = Base64URL.decode(segment), let object = (try? JSONParser.parse(bytes))?.object,
            Set(object.keys).count == object.keys.count
        else { return nil }
        return object
    }
}
