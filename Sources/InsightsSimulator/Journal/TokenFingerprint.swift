import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsRandomness

/// Fingerprints that distinguish access tokens in a journal, which does not show the tokens.
enum TokenFingerprint {
    /// The number of base64url characters, 48 bits: sufficient to distinguish a tenant's tokens.
    private static let length = 8

    /// Returns the fingerprint of the token that a request carried or that its response granted; nil for none.
    static func of(_ record: RecordedExchange) -> String? {
        guard record.route == .token else {
            return sent(record.requestFields["Authorization"])
                ?? record.requestFields[ServiceField.userTicket].map { sent($0) ?? fingerprint($0) }
        }
        return (try? JSONParser.parse(record.responseBody.bytes))?["access_token"]?.string.map(fingerprint)
    }

    /// Returns the fingerprint of the token in an `Authorization` field; nil for none.
    private static func sent(_ value: String?) -> String? {
        guard let value else { return nil }
        let parts = value.split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return fingerprint(String(parts[1]))
    }

    /// Returns the start of the token's digest, from which the token cannot be recovered.
    private static func fingerprint(_ token: String) -> String {
        String(Base64URL.encode(Digest.sha256(token.utf8)).prefix(length))
    }
}
