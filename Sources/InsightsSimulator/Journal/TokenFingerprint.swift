import InsightsHTTP
import InsightsJSON
import InsightsRandomness

/// Tells access tokens apart in a journal, which shows none of them.
enum TokenFingerprint {
    /// So many characters of base64url, 48 bits: enough to tell a tenant's tokens apart.
    private static let length = 8

    /// Of the token that a request carried, or that the token endpoint granted; nil if there was none.
    static func of(_ record: RecordedExchange) -> String? {
        guard record.route == .token else { return sent(record.requestFields["Authorization"]) }
        return (try? JSONParser.parse(record.responseBody.bytes))?["access_token"]?.string.map(fingerprint)
    }

    /// Of the token in an `Authorization` field.
    private static func sent(_ value: String?) -> String? {
        guard let value else { return nil }
        let parts = value.split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return fingerprint(String(parts[1]))
    }

    /// The start of the token's digest, from which nobody gets the token.
    private static func fingerprint(_ token: String) -> String {
        String(Base64URL.encode(Digest.sha256(token.utf8)).prefix(length))
    }
}
