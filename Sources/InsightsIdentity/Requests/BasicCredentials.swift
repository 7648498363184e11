package import InsightsAPI
package import InsightsHTTP

/// The client's identifier and secret from `Authorization: Basic` (RFC 7617; token-endpoint section 3.3).
package struct BasicCredentials: Sendable {
    package let clientID: String
    /// The secret as sent.
    let secret: String

    /// Returns the credentials of a request; nil if it does not use Basic.
    ///
    /// - Throws: `TokenError.malformedRequest` if the value after `Basic` is not base64 of two texts.
    package static func read(_ request: HTTPRequest) throws(TokenError) -> BasicCredentials? {
        guard let value = request.fields["Authorization"] else { return nil }
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.first?.lowercased() == "basic" else { return nil }
        guard parts.count == 2, let bytes = Base64.decode(String(parts[1]).trimmingBlanks().utf8),
            let text = String(validating: bytes, as: UTF8.self), let colon = text.utf8.firstIndex(of: UInt8(ascii: ":"))
        else { throw .malformedRequest }
        return BasicCredentials(
            clientID: PercentEncoding.decode(text[..<colon], plusIsBlank: true).trimmingBlanks(),
            secret: String(text[text.utf8.index(after: colon)...]))
    }

    /// Returns the secrets that may be meant: reports contradict one another on whether they are form-encoded first.
    package func spellings(_ choice: TokenSettings.BasicSecret) -> [String] {
        let decoded = PercentEncoding.decode(secret, plusIsBlank: true)
        return choice == .either ? [decoded, secret] : [decoded]
    }
}
